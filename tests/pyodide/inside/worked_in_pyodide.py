"""Called inside Pyodide: Mazur's worked example, through the session that the worker runs."""

from playground.session import Session


def errors(link: str) -> list[float]:
    """The error at his weights, after one update, and after 9,999 and 10,000 of them."""
    session = Session.opened(link)
    found = [session.snapshot().train_loss]
    for n_epochs in (1, 9_998, 1):
        session.run_for(1e9, n_epochs)
        found.append(session.snapshot().train_loss)
    return [float(loss or 0.0) for loss in found]
