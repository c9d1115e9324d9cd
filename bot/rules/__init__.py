"""Pure arithmetic of the volunteer day: no input or output, no clock, no session."""
