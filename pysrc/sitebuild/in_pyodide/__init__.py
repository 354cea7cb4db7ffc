"""Python that runs inside Pyodide during the build: its bytecode must match that interpreter."""
