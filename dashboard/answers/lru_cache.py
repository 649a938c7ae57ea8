"""A cache by key that drops the least recently used value when it is full.

Streamlit's caches pickle each key and hand out a copy, at 1 ms a look, and a page looks fifty
times. This one takes frozen values as keys, and hands out values that must not be changed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class LruCache(Generic[T]):
    """Values by key, shared by all sessions. If several ask for a value at once, one works it out.

    An error is not kept; it is raised for each that waited.
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
