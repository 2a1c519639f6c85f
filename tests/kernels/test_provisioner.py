"""A warm kernel is started, signalled, restarted and ended by jupyter_client like any other."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.ioloop import AsyncIOLoopKernelManager
from jupyter_client.kernelspec import KernelSpecManager

from coprod_widgets.kernels import owner
from coprod_widgets.kernels.errors import StartError, UnavailableError
from coprod_widgets.kernels.forked import Forked
from coprod_widgets.kernels.provisioner import ForkProvisioner, ipykernel_arguments
from tests.kernels.kernels import kernel_specs, manager, value, warm_kernel
from tests.kernels.processes import eventually, is_gone

slow = pytest.mark.slow
THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from jupyter_client.manager import KernelManager
from coprod_widgets.kernels.owner import _servers
from tests.kernels.kernels import kernel_specs, manager

folder = Path(sys.argv[1])
specs = kernel_specs(folder)

def heard(message):
    if message["msg_type"] == "stream":
        print(message["content"]["text"], end="", flush=True)

def one(name):
    (folder / name).mkdir()
    km = manager(specs, str(folder / name), kind=KernelManager)
    km.start_kernel()
    kc = km.client()
    kc.start_channels()
    kc.wait_for_ready(timeout=60)
    kc.execute_interactive("print(6 * 7)", output_hook=heard, timeout=60)
    kc.stop_channels()
    km.shutdown_kernel()

one("here")
with ThreadPoolExecutor(2) as threads:
    list(threads.map(one, ["a", "b"]))
print(len(_servers), "fork server")
"""


def the_server() -> owner.ForkServer:
    (server,) = owner._servers.values()
    return server


@slow
@pytest.mark.parametrize("transport", ["ipc", "tcp"])
def test_a_kernel_is_forked_in_a_session_of_its_own(tmp_path: Path, transport: str) -> None:
    async def go() -> None:
        async with warm_kernel(tmp_path, transport=transport) as (km, kc):
            pid, session, parent = await value(
                kc, "(os.getpid(), os.getsid(0), os.getppid())", first="import os"
            )
            assert isinstance(km.provisioner.process, Forked)
            assert (pid, session, parent) == (km.provisioner.pid, pid, the_server().pid)

    asyncio.run(go())


@slow
def test_what_was_preloaded_is_there_and_the_server_has_one_thread(tmp_path: Path) -> None:
    async def go() -> None:
        async with warm_kernel(tmp_path, preload=["colorsys", "ipywidgets"]) as (_, kc):
            there = await value(
                kc,
                "[name in sys.modules for name in ('colorsys', 'ipywidgets', 'debugpy')]",
                first="import sys",
            )
            assert there == [True, True, False]
            assert psutil.Process(the_server().pid).num_threads() == 1

    asyncio.run(go())


@slow
def test_a_module_that_cannot_be_preloaded_is_named_and_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def go() -> None:
        async with warm_kernel(tmp_path, preload=["no_such_module"]) as (_, kc):
            assert await value(kc, "1 + 1") == 2

    asyncio.run(go())
    assert "no_such_module" in caplog.text


@slow
def test_the_owners_secrets_do_not_reach_a_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB_PASSWORD", "hunter2")
    monkeypatch.setenv("LC_TIME", "C")

    async def go() -> None:
        env = {**os.environ, "ADDED": "by the caller"}
        async with warm_kernel(tmp_path, start={"env": env}) as (_, kc):
            seen = await value(kc, "dict(os.environ)", first="import os")
            assert "DB_PASSWORD" not in seen
            assert "hunter2" not in str(seen)
            assert seen["ADDED"] == "by the caller"
            assert seen["LC_TIME"] == "C"
            server = psutil.Process(the_server().pid).environ()
            assert "DB_PASSWORD" not in server

    asyncio.run(go())


@slow
def test_two_kernels_draw_other_numbers_and_other_names(tmp_path: Path) -> None:
    async def drawn() -> Any:
        async with warm_kernel(tmp_path) as (_, kc):
            return await value(
                kc,
                "(random.random(), next(tempfile._get_candidate_names()), secrets.token_hex())",
                first="import random, tempfile, secrets",
            )

    async def go() -> list[Any]:
        return [await drawn(), await drawn()]

    one, two = asyncio.run(go())
    assert not set(one) & set(two)


@slow
def test_a_kernel_has_no_descriptors_but_its_own_and_reads_nothing(tmp_path: Path) -> None:
    async def go() -> None:
        async with warm_kernel(tmp_path) as _, warm_kernel(tmp_path) as (km, kc):
            stdin = await value(kc, "os.readlink('/proc/self/fd/0')", first="import os")
            assert stdin == os.devnull
            kernel = psutil.Process(km.provisioner.pid)
            inherited = {Path(file.path) for file in kernel.open_files()}
            assert not [path for path in inherited if path.is_relative_to(tmp_path)]

    asyncio.run(go())


@slow
def test_a_cell_is_interrupted(tmp_path: Path) -> None:
    async def go() -> None:
        async with warm_kernel(tmp_path) as (km, kc):
            # Else the kernel turns away what comes in the moment after an error.
            endless = "print('on')\nwhile True: pass"
            message = kc.execute(endless, stop_on_error=False)
            while (await kc.get_iopub_msg(timeout=60))["msg_type"] != "stream":
                pass
            await km.interrupt_kernel()
            while True:
                reply = await kc.get_shell_msg(timeout=60)
                if reply["parent_header"].get("msg_id") == message:
                    break
            assert reply["content"]["ename"] == "KeyboardInterrupt"
            assert await value(kc, "1 + 1") == 2

    asyncio.run(go())


@slow
def test_a_kernel_in_a_tight_loop_is_ended_and_its_processes_with_it(tmp_path: Path) -> None:
    async def go() -> None:
        async with warm_kernel(tmp_path) as (km, kc):
            started = await value(
                kc,
                "p.pid",
                first="import subprocess as s; p = s.Popen(['sleep', '1000'])",
            )
            kc.execute(
                "while True:\n    try:\n        while True: pass\n    except BaseException: 0"
            )
            pid = km.provisioner.pid
            await km.shutdown_kernel(now=True)
            assert not await km.is_alive()
            assert eventually(lambda: is_gone(pid) and is_gone(started))

    asyncio.run(go())


@slow
def test_the_end_of_a_kernel_is_noticed_with_its_exit_code(tmp_path: Path) -> None:
    async def go() -> None:
        for end, code in (("os._exit(7)", 7), ("os.kill(os.getpid(), 9)", -signal.SIGKILL)):
            async with warm_kernel(tmp_path) as (km, kc):
                kc.execute(f"import os; {end}")
                assert await asyncio.wait_for(km.provisioner.wait(), 60) == code
                assert not await km.is_alive()

    asyncio.run(go())


@slow
def test_a_kernel_is_shut_down_in_its_own_time(tmp_path: Path) -> None:
    mark = tmp_path / "mark"

    async def go() -> None:
        async with warm_kernel(tmp_path) as (km, kc):
            await value(
                kc,
                "0",
                first=f"import atexit, pathlib; atexit.register(pathlib.Path({str(mark)!r}).touch)",
            )
            await km.shutdown_kernel()

    asyncio.run(go())
    assert mark.exists()


@slow
def test_a_kernel_is_restarted(tmp_path: Path) -> None:
    async def go() -> None:
        async with warm_kernel(tmp_path) as (km, kc):
            before = await value(kc, "os.getpid()", first="import os; x = 1")
            await km.restart_kernel(now=True)
            await kc.wait_for_ready(timeout=60)
            after = await value(kc, "(os.getpid(), 'x' in dir())", first="import os")
            assert after == (km.provisioner.pid, False)
            assert after[0] != before

    asyncio.run(go())


@slow
def test_history_is_not_kept(tmp_path: Path) -> None:
    async def go() -> None:
        env = {"IPYTHONDIR": str(tmp_path), "HOME": str(tmp_path), "PATH": os.environ["PATH"]}
        async with warm_kernel(tmp_path, start={"env": env}) as (_, kc):
            await value(kc, "1", first="what_nobody_keeps = 1")

    asyncio.run(go())
    assert not list(tmp_path.rglob("history.sqlite"))


@slow
def test_kernels_outlive_their_fork_server_and_the_next_start_has_a_new_one(
    tmp_path: Path,
) -> None:
    async def go() -> None:
        async with warm_kernel(tmp_path) as (km, kc):
            first = the_server().pid
            os.kill(first, signal.SIGKILL)
            assert eventually(lambda: is_gone(first))
            assert await value(kc, "1 + 1") == 2
            async with warm_kernel(tmp_path / "other") as (_, other):
                assert await value(other, "2 + 2") == 4
            assert the_server().pid != first
            # For longer than ipykernel's own look at its parent takes.
            assert await value(kc, "3", first="import time; time.sleep(1.5)") == 3
            assert await km.is_alive()
            await km.shutdown_kernel(now=True)
            assert not await km.is_alive()

    asyncio.run(go())


@slow
def test_a_kernel_that_ends_while_it_starts_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / "profile_default" / "startup").mkdir(parents=True)
    startup = tmp_path / "profile_default" / "startup" / "end.py"
    startup.write_text("import os; os.kill(os.getpid(), 9)", encoding="utf-8")

    async def go() -> None:
        env = {"IPYTHONDIR": str(tmp_path), "PATH": os.environ["PATH"]}
        async with warm_kernel(tmp_path, start={"env": env}):
            raise AssertionError("it started")

    with pytest.raises(StartError, match="signal 9"):
        asyncio.run(go())


@slow
def test_a_folder_that_is_not_there_is_a_plain_error(tmp_path: Path) -> None:
    async def go() -> None:
        async with warm_kernel(tmp_path, start={"cwd": str(tmp_path / "nowhere")}):
            raise AssertionError("it started")

    with pytest.raises(StartError, match=r"FileNotFoundError.*nowhere"):
        asyncio.run(go())


@slow
def test_a_kernel_that_takes_too_long_is_a_plain_error(tmp_path: Path) -> None:
    (tmp_path / "profile_default" / "startup").mkdir(parents=True)
    startup = tmp_path / "profile_default" / "startup" / "wait.py"
    startup.write_text("import time; time.sleep(1000)", encoding="utf-8")

    async def go() -> None:
        env = {"IPYTHONDIR": str(tmp_path), "PATH": os.environ["PATH"]}
        async with warm_kernel(tmp_path, start={"env": env}, start_timeout=0.5):
            raise AssertionError("it started")

    with pytest.raises(StartError, match=r"not ready after 0\.5 seconds"):
        asyncio.run(go())


@slow
def test_two_hundred_starts_at_once_queue(tmp_path: Path) -> None:
    async def one(specs: Any, number: int) -> int:
        (tmp_path / str(number)).mkdir()
        km = manager(specs, str(tmp_path / str(number)))
        await km.start_kernel()
        pid = km.provisioner.pid
        await km.shutdown_kernel(now=True)
        km.context.destroy(linger=0)
        return int(pid)

    async def go() -> list[int]:
        specs = kernel_specs(tmp_path)
        return await asyncio.gather(*(one(specs, number) for number in range(200)))

    assert len(set(asyncio.run(go()))) == 200


@slow
@pytest.mark.parametrize(
    ("reason", "why"),
    [("refused", "has 2 threads"), ("dies", "ended twice"), ("none", "need a recent Linux")],
)
def test_without_a_fork_server_a_kernel_is_started_as_usual(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    reason: str,
    why: str,
) -> None:
    if reason == "none":
        monkeypatch.setattr(owner.sys, "platform", "darwin")
    else:
        body = {
            "refused": "import threading, time\n"
            "threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()",
            "dies": "import os\nos._exit(1)",
        }[reason]
        (tmp_path / "bad_preload.py").write_text(body, encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    async def go() -> None:
        async with warm_kernel(tmp_path, preload=["bad_preload"]) as (km, kc):
            assert await value(kc, "1 + 1") == 2
            assert not isinstance(km.provisioner.process, Forked)

    with caplog.at_level(logging.WARNING):
        asyncio.run(go())
    assert "starts without being forked" in caplog.text
    assert why in caplog.text


@slow
def test_a_kernel_that_dies_is_restarted_by_jupyter_client(tmp_path: Path) -> None:
    async def go() -> None:
        km = manager(kernel_specs(tmp_path), str(tmp_path), kind=AsyncIOLoopKernelManager)
        await km.start_kernel()
        first = km.provisioner.pid
        os.kill(first, signal.SIGKILL)
        for _ in range(200):
            await asyncio.sleep(0.1)
            if km.has_kernel and km.provisioner.pid != first:
                break
        assert await km.is_alive()
        assert km.provisioner.pid != first
        await km.shutdown_kernel(now=True)
        km.context.destroy(linger=0)

    asyncio.run(go())


@slow
def test_kernels_are_started_without_an_event_loop_and_from_threads(tmp_path: Path) -> None:
    # Elsewhere, for jupyter_client never closes the event loops that it makes for threads.
    arguments = [sys.executable, "-c", THREADS, str(tmp_path)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["42", "42", "42", "1 fork server"], done.stderr


@slow
def test_the_import_path_is_the_kernels_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/the/owners")

    async def go() -> None:
        start = {"env": {**os.environ, "PYTHONPATH": "/its/own"}, "cwd": str(tmp_path)}
        async with warm_kernel(tmp_path, start=start) as (_, kc):
            path = await value(kc, "sys.path", first="import sys")
            assert "/its/own" in path
            assert "/the/owners" not in path
            assert await value(kc, "os.getcwd()", first="import os") == str(tmp_path)

    asyncio.run(go())


@slow
def test_our_own_kernel_has_our_modules(tmp_path: Path) -> None:
    async def go() -> None:
        templates = Path(__file__).parents[2] / "templates" / "kernels"
        km = manager(KernelSpecManager(kernel_dirs=[str(templates)]), str(tmp_path), name="coprod")
        await km.start_kernel()
        kc = km.client()
        kc.start_channels()
        await kc.wait_for_ready(timeout=60)
        wanted = ("coprod_widgets.store", "coprod_widgets.workbook.live", "sqlalchemy")
        there = f"[name in sys.modules for name in {wanted}]"
        assert await value(kc, there, first="import sys") == [True] * 3
        assert isinstance(km.provisioner.process, Forked)
        kc.stop_channels()
        await km.shutdown_kernel(now=True)
        km.context.destroy(linger=0)

    asyncio.run(go())


def test_only_ipykernel_with_this_python_is_forked() -> None:
    started = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "file"]
    assert ipykernel_arguments(started) == ["-f", "file"]
    with pytest.raises(UnavailableError, match="its Python is /usr/bin/other"):
        ipykernel_arguments(["/usr/bin/other", "-m", "ipykernel_launcher", "-f", "file"])
    with pytest.raises(UnavailableError, match="not ipykernel"):
        ipykernel_arguments([sys.executable, "-m", "xeus", "-f", "file"])


def test_the_same_python_in_another_virtual_environment_is_another(tmp_path: Path) -> None:
    (tmp_path / "python").symlink_to(sys.executable)
    with pytest.raises(UnavailableError, match=r"only .* is warm"):
        ipykernel_arguments([str(tmp_path / "python"), "-m", "ipykernel_launcher", "-f", "file"])


def test_it_can_be_found_by_its_name() -> None:
    from importlib.metadata import entry_points

    (found,) = entry_points(group="jupyter_client.kernel_provisioners", name="coprod-fork")
    assert found.load() is ForkProvisioner
