"""A monitor: texts that arrive are labelled and written to a log, and an alert is raised by a rule."""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self, TypeAlias

from memstudio.atomic import writing
from memstudio.errors import DataError, StorageError, marked
from memstudio.tasks.monitoring.alert_rule import MOST_WINDOW, AlertRule, AlertWatch, Arrived
from memstudio.tasks.monitoring.items import (
    LONGEST_KEPT,
    Alert,
    Begun,
    Item,
    Trouble,
    main_topic,
)
from memstudio.tasks.monitoring.monitor_log import (
    LogLock,
    MonitorLog,
    place_of,
    read_log,
    usual_log,
)
from memstudio.tasks.monitoring.positions import Positions, positions_of
from memstudio.tasks.monitoring.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from memstudio.progress import Control
    from memstudio.tasks.labels import LabelScheme
    from memstudio.tasks.monitoring.alert_rule import Verdict
    from memstudio.tasks.monitoring.items import Arrival, Logged

_log = logging.getLogger(__name__)
_LAST = 256
"""Texts at the end of a log that may be there although the positions do not say so yet."""
_FOLLOWED = 20_000
"""Texts that another rule is followed over from its beginning."""

Shares: TypeAlias = "Mapping[str, Mapping[str, float]]"
"""Of each label, by the name of its set; those of a set sum to 1."""


@dataclass(frozen=True)
class MonitorSettings:
    """What is watched, and how.

    Attributes:
        paths: files and folders.
        scheme: what each text is labelled with.
        negative: labels of its sentiment that count as negative.
        rule: when an alert is raised.
        log: the file; "" for the usual one.
        column: of tables, that the texts stand in; "" to find it.
        remembers: whether the memory lasts from one text to the next.
        is_anew: whether what was read before is read again, into a new log.
    """

    paths: tuple[str, ...]
    scheme: LabelScheme
    negative: tuple[str, ...]
    rule: AlertRule
    log: str = ""
    column: str = ""
    remembers: bool = False
    is_anew: bool = False

    @property
    def log_path(self) -> Path:
        """Where the log is."""
        return place_of(self.log) if self.log else usual_log(self.paths)


class Monitor:
    """Watches, labels, writes down; goes on where the log ends.

    Args:
        settings: what is watched, and how.
        classify: gives the shares of the labels of a text; may raise `Cancelled`.
        model: the name of what labels.
        control: may cancel.
        is_final: whether all is there, and nothing will be added.

    Attributes:
        past: what stands in the log from before.
        verdict: how things stood with the latest text; None before any.

    Raises:
        DataError: there is no such file or folder.
        StorageError: the log cannot be written, or another program writes it.
    """

    def __init__(
        self,
        settings: MonitorSettings,
        classify: Callable[[str], Shares],
        model: str,
        control: Control,
        *,
        is_final: bool = False,
    ) -> None:
        self.settings = settings
        self._classify = classify
        path = settings.log_path
        paths = [place_of(each) for each in settings.paths]
        _check(paths, path)
        self._lock = LogLock(path)
        try:
            with writing(path):
                if settings.is_anew:
                    _set_aside(path)
                self.past: list[Logged] = read_log(path)
            self._file = MonitorLog(path)
        except StorageError:
            self._lock.close()
            raise
        self._alerts = AlertWatch(settings.rule)
        self._came: deque[Arrived] = deque(maxlen=_FOLLOWED)
        self._latest: deque[Item] = deque(maxlen=MOST_WINDOW)
        self.verdict: Verdict | None = None
        self._positions = Positions(positions_of(path))
        is_sound = bool(self.past) and self._positions.load()
        self._is_changed = False
        self._num_unsaved = 0
        items = [each for each in self.past if isinstance(each, Item)]
        # Killed between a line of the log and the keeping of the positions, it would come again.
        keys = [item.key for item in items]
        self._known = set(_after(keys, self._positions.last)[-_LAST:] if is_sound else keys)
        self._newest = keys[-1] if keys else ""
        for item in items:
            self._judge(item)
        # Another rule may have raised what there was.
        self._alerts.since_alert = _since_alert(self.past)
        self._watch = Watch(
            paths, self._positions, control, column=settings.column, is_final=is_final
        )
        sets = settings.scheme.sets
        begun = Begun(
            model=model,
            paths=settings.paths,
            labels={each.name: each.labels for each in sets},
            negative=settings.negative,
        )
        self._file.add(begun)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Keep how far everything was read, and let go of the log.

        Raises:
            StorageError: the positions cannot be written.
        """
        self._file.close()
        try:
            self._save()
        finally:
            self._lock.close()

    def change_rule(self, rule: AlertRule) -> None:
        """Alert by another rule from now on, also of a surge that it would have told of before."""
        self.settings = replace(self.settings, rule=rule)
        told = self._alerts.since_alert
        self._alerts = AlertWatch(rule)
        for text in self._came:
            self.verdict = self._alerts.add(text)
        self._alerts.since_alert = told

    def round(self) -> Iterator[tuple[Logged, ...]]:
        """Look at everything once; gives what was written down, a text or a trouble at a time.

        Raises:
            StorageError: the log cannot be written.
            Cancelled: through the control; what was not written down comes again the next time.
        """
        try:
            for step in self._watch.round():
                entries: tuple[Logged, ...] = ()
                if isinstance(step.what, Trouble):
                    entries = (step.what,)
                elif step.what.key in self._known:
                    self._known.discard(step.what.key)
                else:
                    entries = self._labelled(step.what)
                for entry in entries:
                    self._file.add(entry)
                step.commit()
                if entries and isinstance(entries[0], Item):
                    self._newest = entries[0].key
                if not self._known:
                    # Otherwise what may come again has not come yet.
                    self._positions.last = self._newest
                self._is_changed = True
                self._num_unsaved += bool(entries)
                if self._num_unsaved >= _LAST // 2:  # killed later, no more than `_LAST` are behind
                    self._save()
                if entries:
                    yield entries
            # All of it was looked at: what could come again has come.
            self._known.clear()
            self._is_changed |= self._positions.last != self._newest
            self._positions.last = self._newest
        finally:
            self._save()

    # ------------------------------------------------------------------ inside

    def _save(self) -> None:
        if self._is_changed:
            self._positions.save()
            self._is_changed = False
            self._num_unsaved = 0

    def _labelled(self, arrival: Arrival) -> tuple[Logged, ...]:
        shares = self._classify(arrival.text)
        labels = {name: max(own, key=lambda each: own[each]) for name, own in shares.items()}
        scheme = self.settings.scheme
        topic, sentiment = scheme.topic, scheme.sentiment
        item = Item(
            time=time.time(),
            key=arrival.key,
            source=arrival.source,
            place=arrival.place,
            text=arrival.text[:LONGEST_KEPT],
            num_characters=len(arrival.text),
            labels=labels,
            confidence={name: shares[name][label] for name, label in labels.items()},
            shares={name: dict(own) for name, own in shares.items()},
            topic=labels[topic.name] if topic else "",
            sentiment=labels[sentiment.name] if sentiment else "",
            is_negative=self._is_negative(labels),
        )
        verdict = self._judge(item)
        if not verdict.is_alert:
            return (item,)
        alert = Alert(
            time=item.time,
            key=item.key,
            num_texts=verdict.num_texts,
            num_negative=verdict.num_negative,
            num_before=verdict.num_before,
            num_negative_before=verdict.num_negative_before,
            p=verdict.p,
            threshold=self.settings.rule.share,
            topic=main_topic(list(self._latest)[-verdict.num_texts :]),
        )
        _log.warning("%s: %s", arrival.source, alert.sentence())
        return item, alert

    def _is_negative(self, labels: Mapping[str, str]) -> bool:
        return any(label in self.settings.negative for label in labels.values())

    def _judge(self, item: Item) -> Verdict:
        self._latest.append(item)
        self._came.append(Arrived(item.time, self._is_negative(item.labels)))
        self.verdict = self._alerts.add(self._came[-1])
        return self.verdict


def _since_alert(past: list[Logged]) -> int | None:
    """Texts since the last alert of a log; None where there is none."""
    count = 0
    for each in reversed(past):
        if isinstance(each, Alert):
            return count
        count += isinstance(each, Item)
    return None


def _after(keys: list[str], last: str) -> list[str]:
    """The keys after the latest place of one of them; all where it is not among them."""
    places = [place for place, key in enumerate(keys) if key == last]
    return keys[places[-1] + 1 :] if places else keys


def _check(paths: list[Path], log: Path) -> None:
    if not paths:
        raise DataError(marked("errors", "There is nothing to watch. Name a file or a folder."))
    for path in paths:
        if not os.path.exists(path):  # noqa: PTH110 - of any name, also one that is too long
            raise DataError(
                marked("errors", "There is no file or folder {path} to watch. Make it first, or check its name."),
                path=str(path),
            )  # fmt: skip
        inside = path.is_dir() and log.absolute().is_relative_to(path.absolute())
        if inside or path.absolute() == log.absolute():
            raise DataError(
                marked("errors", "The log {log} would be watched itself. Keep it in another folder."),
                log=str(log),
            )  # fmt: skip


def _set_aside(path: Path) -> None:
    if path.exists():
        when = time.strftime("%Y%m%d-%H%M%S", time.localtime(path.stat().st_mtime))
        aside = path.with_name(f"{path.stem}-{when}{path.suffix}")
        number = 2
        while aside.exists():
            aside = path.with_name(f"{path.stem}-{when}-{number}{path.suffix}")
            number += 1
        path.replace(aside)
    positions_of(path).unlink(missing_ok=True)
