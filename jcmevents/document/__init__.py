"""Documents handed out: built once from blocks, printed in every format, so that all formats say the same."""
