"""The law's clocks: which days count, until when a limit runs, what moves it. Most of it pure."""
