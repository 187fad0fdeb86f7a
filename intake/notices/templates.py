"""Templates: what a partnership may reword. The only module that knows Jinja."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError, select_autoescape
from jinja2.exceptions import TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from intake.notices.wrapping import wrapped

LARGEST_LETTER = 2_000_000
"""Characters. A letter beyond this is a loop in a template."""


class TemplateFault(Exception):  # noqa: N818 - the field's word
    """A template that cannot be rendered. Names the place and never a value."""

    def __init__(self, template: str, line: int | None, problem: str) -> None:
        """`line` counts from 1, in the template as written; None when it cannot be told."""
        super().__init__(template, line, problem)
        self.template = template
        self.line = line
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.template}:{self.line or '?'}: {self.problem}"


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, quicker where it has nothing to keep from a template."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A fact of a letter is frozen data of ours, and what it holds under a name of its own is there to be said."""
        if attribute in getattr(type(obj), "__dataclass_fields__", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


class Templates:
    """The letters' templates by file name (`return.txt`, `return.html`, ...), each compiled when first used and once."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        """`sources` holds the text of every file; templates may extend and include one another and nothing else."""
        self.sources = dict(sources)
        self._compiled: dict[str, Template] = {}

    def text(self, name: str, context: Mapping[str, object]) -> str:
        """Render `NAME.txt`, wrapped at 76 characters. Raises TemplateFault."""
        return wrapped(self._render(f"{name}.txt", context))

    def html(self, name: str, context: Mapping[str, object]) -> str:
        """Render `NAME.html`; every value is escaped. Raises TemplateFault."""
        return self._render(f"{name}.html", context).strip() + "\n"

    @cached_property
    def _environment(self) -> ImmutableSandboxedEnvironment:
        return _Sandbox(
            loader=FunctionLoader(self._source),
            undefined=StrictUndefined,
            autoescape=select_autoescape(enabled_extensions=("html",), default=False),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """With the name as the file's, so that a traceback tells the template."""
        return (self.sources[name], name, lambda: True) if name in self.sources else None

    def _render(self, name: str, context: Mapping[str, object]) -> str:
        try:
            rendered = self._template(name).render(context)
        except TemplateSyntaxError as error:
            raise TemplateFault(error.name or name, error.lineno, error.message or "syntax") from None
        except TemplateNotFound as error:
            place, line = self._place(error, name)
            raise TemplateFault(place, line, f"there is no template {error.name}") from None
        except TemplateError as error:
            place, line = self._place(error, name)
            raise TemplateFault(place, line, error.message or type(error).__name__) from None
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            # what an expression in a template can raise; its words may quote a value
            place, line = self._place(error, name)
            raise TemplateFault(place, line, type(error).__name__) from None
        if len(rendered) > LARGEST_LETTER:
            raise TemplateFault(name, None, "the letter is too long")
        return rendered

    def _template(self, name: str) -> Template:
        if name not in self._compiled:
            self._compiled[name] = self._environment.get_template(name)
        return self._compiled[name]

    def _place(self, error: BaseException, name: str) -> tuple[str, int | None]:
        """The innermost template and its line on the way of the error."""
        found: tuple[str, int | None] = (name, None)
        frame = error.__traceback__
        while frame is not None:
            if frame.tb_frame.f_code.co_filename in self.sources:
                found = (frame.tb_frame.f_code.co_filename, frame.tb_lineno)
            frame = frame.tb_next
        return found
