"""The build of the site: what `build.py` calls, one step a module.

Only the standard library is used, so a clone builds with nothing but Python 3.11 or newer and
the package registries. The order of the steps stands in `site.py`.
"""
