"""`memstudio serve` as a person starts and ends it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import openai
import pytest

from tests.cli.conftest import Run


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent there")
def test_it_serves_until_it_is_interrupted(memory_model: Path) -> None:
    """With the key from the environment, a memory of one conversation, and Ctrl-C in the middle."""
    command = [
        sys.executable, "-m", "memstudio", "serve", str(memory_model), "--port", "0", "--json",
        "--name", "mine", "--max-conversations", "1", "--max-tokens", "100000",
    ]  # fmt: skip
    environment = os.environ | {"MEMSTUDIO_KEY": "secret"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        printed = ""
        while not printed.endswith("}\n"):
            printed += process.stdout.readline()
            assert process.poll() is None
        said = json.loads(printed)
        assert said["model"] == "mine"
        with openai.OpenAI(base_url=said["url"], api_key="secret", max_retries=0) as client:
            for name in ("first", "second"):
                answer = client.completions.create(
                    model="mine", prompt="Mary went", extra_body={"conversation": name}
                )
                assert answer.usage is not None
            stream = client.completions.create(
                model="mine", prompt="Mary", max_tokens=100_000, temperature=2, stream=True
            )  # fmt: skip
            next(iter(stream))
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert not out
    assert f"mine is served at {said['url']}" in err
    assert "Dropped for want of room: the conversation 'first'" in err
    assert "Interrupted." in err
    assert "Traceback" not in err


def test_a_place_where_it_cannot_listen_is_told(memstudio: Run, memory_model: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = memstudio("serve", memory_model, "--port", port)
    assert outcome.status == 1
    assert f"The server cannot listen on 127.0.0.1, port {port}" in outcome.err


@pytest.mark.parametrize("key", ["", " a", "schl\u00fcssel"])
def test_a_key_that_no_header_can_hold_is_wrong_usage(
    memstudio: Run, memory_model: Path, key: str
) -> None:
    assert memstudio("serve", memory_model, "--port", "0", "--key", key).status == 2
