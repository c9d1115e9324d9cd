"""A Telegram bot that coordinates volunteer days for the organs of a Chinese city.

The folders follow the way data flows: ``chat`` takes messages in, ``services`` decide, ``model`` keeps,
``sender`` sends out. ``bootstrap`` joins them. See docs/architecture.md.
"""
