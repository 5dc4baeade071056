"""What mkdocs.yml cannot say of the site: the hooks of MkDocs."""

from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from website_links import BORROWED, links_of_the_site, notebook
from website_loads import loads_from_elsewhere

ROOT = Path(__file__).parents[1]


def on_files(files: Files, *, config: Any) -> Files:
    for page in BORROWED:
        files.append(File(page, config.docs_dir, config.site_dir, config.use_directory_urls))
    return files


def on_page_read_source(*, page: Page, config: Any) -> str | None:
    """The text of a page that docs/ does not have; None leaves it to MkDocs."""
    source = BORROWED.get(page.file.src_uri)
    if source is None:
        return None
    text = (ROOT / source).read_text(encoding="utf-8")
    return notebook(text) if source.endswith(".ipynb") else text


def on_page_markdown(markdown: str, *, page: Page, config: Any, files: Files) -> str:
    source = BORROWED.get(page.file.src_uri, f"docs/{page.file.src_uri}")
    # Without the attribute what stands between the tags would be shown as it is written.
    return links_of_the_site(markdown, source).replace("<details>", '<details markdown="1">')


def on_post_build(*, config: Any) -> None:
    """A reader's browser must tell nobody else what is read."""
    if loads := loads_from_elsewhere(Path(config.site_dir)):
        raise PluginError("these pages load something from another host:\n" + "\n".join(loads))
