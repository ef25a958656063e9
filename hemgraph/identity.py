"""What would tell who a patient is. A case has none of it, and no message repeats it.

The patterns find what people write without a thought; they do not find a name that looks like any other word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

KEYS = frozenset(
    "name firstname forename givenname lastname surname familyname patientname fullname initials"
    " birth birthday birthdate dateofbirth dob born"
    " mrn nhs nhsnumber ssn chi pesel recordnumber medicalrecordnumber hospitalnumber patientid patientnumber"
    " patient nationalid insurancenumber passport"
    " address street postcode zip zipcode phone telephone mobile email mail".split()
)
"""Keys under which an identifier stands, without what is between their words."""

_DASHES = r"\-\u2010-\u2015\u2212"
_PART = rf"[/.{_DASHES}]"
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_PATTERNS = (
    ("an e-mail address", re.compile(r"[\w.+-]+@[\w-]+\.\w")),
    (
        "a date",
        re.compile(
            rf"(?<!\d)(\d{{4}}{_PART}\d{{1,2}}{_PART}\d{{1,2}}|\d{{1,2}}{_PART}\d{{1,2}}{_PART}(\d{{4}}|\d\d))(?!\d)"
        ),
    ),
    (
        "a date",
        re.compile(
            rf"(?<!\d)\d{{1,2}}[ .{_DASHES}]*{_MONTH}[ .,{_DASHES}]*\d\d|\b{_MONTH} *\d{{1,2}}[ ,]+\d{{4}}", re.I
        ),
    ),
    ("a long number", re.compile(r"\d(?:[ -]?\d){5,}")),
    ("a title before a name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mme|Mlle|Sra|Herr|Frau|Dr|Prof)(?:\.? +|\.)[A-Z]")),
    ("a record number", re.compile(r"\b(?:MRN|NHS|SSN|DOB)(?![^\W\d_])", re.IGNORECASE)),
)


def identifies(text: str) -> str:
    """Return what in a text looks as if it told who somebody is; nothing where nothing does.

    >>> identifies("born 1961-02-03"), identifies("943 476 5919"), identifies("pain for 12 weeks")
    ('a date', 'a long number', '')
    """
    return next((what for what, pattern in _PATTERNS if pattern.search(text)), "")


def told_names(names: Iterable[str]) -> list[str]:
    """Return names of columns that a message may have: none where one of them tells who somebody is.

    A table without a head has its first patient there.

    >>> told_names(["pain", "size"]), told_names(["Jo Miller", "1961-02-03"])
    (['pain', 'size'], [])
    """
    found = list(names)
    return [] if any(map(identifies, found)) else found


def is_identity(key: str) -> bool:
    """Return whether a key is one under which an identifier stands.

    >>> is_identity("Date of birth"), is_identity("deficit")
    (True, False)
    """
    return re.sub(r"[\W_]", "", key).lower() in KEYS
