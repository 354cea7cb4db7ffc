"""The application: a playground in which a network is built, trained and looked into.

The pure part (`fields`, `state`, `url`, `actions`, `data`, `session`, `snapshot`, `history`,
`loop`, `describe`) knows neither the page nor its widgets and runs in plain CPython.
"""
