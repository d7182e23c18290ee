"""The demonstration: real meetings with invented people, entered through the same verbs that the pages use."""
