"""Who runs in a race of optimizers, as a link and a state say it."""

from __future__ import annotations

from dataclasses import dataclass

from playground.fields import FIELDS, FieldError, read_noting, shorten

FEWEST, MOST = 2, 6


@dataclass(frozen=True)
class Entrant:
    """An optimizer, and its learning rate; None is that of the experiment."""

    optimizer: str
    rate: float | None = None


USUAL = (Entrant("sgd"), Entrant("momentum"), Entrant("rmsprop", 0.003), Entrant("adam", 0.003))


def clean_entrant(value: object, notes: list[str]) -> Entrant:
    """A valid entrant; a rate out of range is clamped. `FieldError` for any other value."""
    if not isinstance(value, Entrant):
        raise FieldError(f"A racer cannot be {shorten(value)}: an optimizer is needed.")
    optimizer = str(FIELDS["optimizer"].read(value.optimizer)[0])
    rate = None if value.rate is None else read_noting(FIELDS["learning_rate"], value.rate, notes)
    return Entrant(optimizer, rate)


def clean_entrants(values: object, notes: list[str]) -> tuple[Entrant, ...]:
    """The entrants that can race, at most six; the usual ones where fewer than two are left.

    Never raises; the sentences in `notes` say what was changed.
    """
    if not isinstance(values, list | tuple):
        notes.append(f"The racers cannot be {shorten(values)}: a list is needed.")
        return USUAL
    if len(values) > MOST:
        notes.append(f"Only the first {MOST} racers were kept.")
    entrants = []
    for value in values[:MOST]:
        try:
            entrants.append(clean_entrant(value, notes))
        except FieldError as error:
            notes.append(str(error))
    if len(entrants) < FEWEST:
        notes.append(f"A race has at least {FEWEST} racers; these are the usual ones.")
        return USUAL
    return tuple(entrants)


def write_entrants(entrants: tuple[Entrant, ...]) -> str:
    """The entrants as in a link: `sgd,adam:0.003`."""
    return ",".join(
        entrant.optimizer if entrant.rate is None else f"{entrant.optimizer}:{entrant.rate}"
        for entrant in entrants
    )


def read_entrants(text: str, notes: list[str]) -> list[Entrant]:
    """The reverse; an unknown optimizer is left out, and a wrong rate is that of the experiment."""
    entrants = []
    for word in text.split(",", MOST + 1)[: MOST + 1]:
        name, colon, number = word.partition(":")
        entrants.append(Entrant(name, _read_rate(number, notes) if colon else None))
    return entrants


def _read_rate(text: str, notes: list[str]) -> float | None:
    try:
        rate, note = FIELDS["learning_rate"].parse(text)
    except FieldError as error:
        notes.append(str(error))
        return None
    if note:
        notes.append(note)
    return float(rate)
