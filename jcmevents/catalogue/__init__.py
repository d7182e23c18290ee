"""The proposals of all meetings: searched, browsed, counted by theme, handed out."""
