"""Who is told a thing by one of two graphs alone, or by both; what else they are told does not count."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import NotDecided
from ..graph import Action
from ..regions.flow import Work
from ..regions.logic import Logic
from ..regions.space import Box
from .pairs import Keys, Pairs, Spot, State, refused

_YES, _NO, _GONE = 0, 1, 2
"""They are told it; they are not; they get no answer."""
_TOLD: Keys = frozenset({("", "", "", "")})
"""Stands for whatever is looked for."""
Tells = Callable[[Action], bool]
"""Whether an action tells what is looked for."""


class Telling(Pairs):
    """The walks of whole cases through two graphs until it is known whether each tells what is looked for.

    Who gets no answer from one of them is left out, unless it is those `without_answer` who are looked for. Where the
    work is used up before it is known, it is not `decided`.
    """

    _kinds = 2

    def __init__(
        self, logics: tuple[Logic, Logic], work: Work, tells: tuple[Tells, Tells], *, without_answer: bool = False
    ) -> None:
        self._tells, self._without_answer = tells, without_answer
        self._found: dict[bool, State] = {}
        space = logics[0].space
        self.decided = True
        try:
            super().__init__(*logics, [space.full & ~space.unknowns], work, whole=False)
        except NotDecided:
            self.decided = len(self._found) == self._kinds

    def _sign(self) -> None:
        self._known: dict[object, int] = {_YES: _YES, _NO: _NO, _GONE: _GONE}
        self._after = {_YES: _YES, _NO: _YES, _GONE: _GONE}
        self._same = [self._signs(logic, tells) for logic, tells in zip(self.logics, self._tells, strict=True)]

    def _signs(self, logic: Logic, tells: Tells) -> dict[str, int]:
        """A number for each node; from those of one number, in both graphs, the same patients are told it."""
        found: dict[str, int] = {}
        for name in reversed(logic.order):
            node = logic.graph.nodes[name]
            if isinstance(node, Action):
                below = _NO if node.then is None else found[node.then]
                found[name] = self._told_before(below) if tells(node) else below
                continue
            ways, lost = tuple((branch.when, found[branch.go]) for branch in node.branches), refused(logic, node)
            if len({sign for _, sign in ways}) == 1 and not lost:
                found[name] = ways[0][1]
            else:
                found[name] = self._known.setdefault((node.ask, ways, lost), len(self._known))
        return found

    def _told_before(self, sign: int) -> int:
        """The number of the same where they are told it already: whoever gets an answer is told it."""
        if sign not in self._after:
            self._after[sign] = self._known.setdefault(("told", sign), len(self._known))
            self._after[self._after[sign]] = self._after[sign]
        return self._after[sign]

    def some(self, *, new: bool) -> Box | None:
        """Return some who are told it by the second graph alone, or by the first; None where none are known."""
        state = self._found.get(new)
        return None if state is None else self.way(state, self.ends[state][0])

    def _told(self, n: int, node: Action) -> Keys:
        return _TOLD if self._tells[n](node) else frozenset()

    def _less(self, state: State) -> State:
        return state

    def _sign_of(self, n: int, spot: Spot) -> int:
        if spot.how == "refused":
            return _YES if self._without_answer else _GONE
        sign = self._same[n][spot.node] if spot.how == "at" else _NO
        return self._told_before(sign) if spot.told else sign

    def _is_over(self, n: int, spot: Spot) -> bool:
        return self._sign_of(n, spot) in (_YES, _NO, _GONE)

    def _is_alike(self, state: State) -> bool:
        signs = [self._sign_of(n, spot) for n, spot in enumerate(state)]
        if self._is_nothing(signs):
            return True
        if all(sign in (_YES, _NO) for sign in signs) and len(self._found) < self._kinds:
            self._found.setdefault(signs[1] == _YES, state)
            if len(self._found) == self._kinds:  # some of each are enough
                self._waiting.clear()
        return False

    def _is_nothing(self, signs: Sequence[int]) -> bool:
        """Whether nobody is among these who is looked for."""
        return signs[0] == signs[1] or _GONE in signs


class Together(Telling):
    """The walks of whole cases through two graphs until it is known who is told one thing by one, one by the other."""

    _kinds = 1

    def _is_nothing(self, signs: Sequence[int]) -> bool:
        return _NO in signs or _GONE in signs
