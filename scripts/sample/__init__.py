"""A made-up company with planted truth: its raw exports, in the shape of every system we read."""
