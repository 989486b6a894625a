"""Reads the labelled sentences, and says what masking hit, missed and hid by mistake."""

import re
from pathlib import Path
from typing import NamedTuple

LABEL = re.compile(r"\{\{(\w+)\|(.*?)\}\}")
FILES = ("before", "after", "unseen", "second", "third", "fourth", "fifth", "sixth")


class Sentence(NamedTuple):
    text: str
    private: tuple[tuple[int, int], ...]


class Score(NamedTuple):
    hit: int
    missed: list[str]
    mistaken: list[str]

    @property
    def precision(self):
        return self.hit / (self.hit + len(self.mistaken))

    @property
    def recall(self):
        return self.hit / (self.hit + len(self.missed))


def read(name):
    lines = (Path(__file__).with_name(f"{name}.txt")).read_text("utf-8").splitlines()
    return [parse(line.replace("\\n", "\n")) for line in lines if line and not line.startswith("#")]


def parse(line):
    text, private, at = "", [], 0
    for label in LABEL.finditer(line):
        text += line[at : label.start()]
        private.append((len(text), len(text) + len(label[2])))
        text += label[2]
        at = label.end()
    return Sentence(text + line[at:], tuple(private))


def score(sentences, spans_of):
    """Hold the spans against the labels: hit when all of a label is hidden, mistaken when it touches none."""
    hit, missed, mistaken = 0, [], []
    for text, private in sentences:
        spans = [(s.start, s.end) for s in spans_of(text)]
        for start, end in private:
            if any(s <= start and e >= end for s, e in spans):
                hit += 1
            else:
                missed.append(text[start:end])
        mistaken += [text[s:e] for s, e in spans if not any(s < end and e > start for start, end in private)]
    return Score(hit, missed, mistaken)
