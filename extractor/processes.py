"""Processes: the cores that they may use, and workers that do not outlive who started them."""

from __future__ import annotations

import multiprocessing
import os
import threading


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def limit_threads(threads: int) -> None:
    """Have OpenCV, whose threads are those of the whole process, keep to so many cores."""
    import cv2

    cv2.setNumThreads(threads)


def die_with_parent() -> None:
    """Have this process end when its parent does, whatever it is doing then; a parent that is killed cannot say so."""
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
