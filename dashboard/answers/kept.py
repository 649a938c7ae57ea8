"""What was worked out once and is asked for again: kept by key, the least lately used let go.

Streamlit's own caches take a key apart by pickling it and hand out a copy: 1 ms a look, and a page
looks fifty times. Ours takes frozen values as they are, and hands out what must not be changed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by key, for all sessions at once. Of several that ask for one, only one works it out.

    What raises is not kept, and raises for each that waited for it.
    """

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._values: OrderedDict[Hashable, Future[T]] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: Hashable) -> bool:
        """Whether the value of the key is kept, or being worked out."""
        return key in self._values

    def get(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """The value of the key, worked out if it is not kept."""
        with self._lock:
            value = self._values.get(key)
            if is_new := value is None:
                value = self._values[key] = Future()
                if len(self._values) > self._at_most:
                    self._values.popitem(last=False)
            else:
                self._values.move_to_end(key)
        if is_new:
            try:
                value.set_result(work_out())
            except BaseException as error:
                with self._lock:
                    self._values.pop(key, None)
                value.set_exception(error)
                raise
        return value.result()
