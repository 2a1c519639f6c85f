"""Warm kernels: a kernel that is forked from a process which has done its imports already.

`server` is that process; `child` is what a fork does first, and then `kernel_work` (a Jupyter
kernel) or `notebook_work` (a notebook's cells, without ZeroMQ). In the process that wants kernels,
its owner, `owner` starts the server and asks it for processes, `forked` is one of them, and
`launching` waits until it is ready; `provisioner` puts them behind jupyter_client, `line` behind
nbclient, `engine` behind papermill. Nothing here knows the rest of coprod, so that anyone with
jupyter_client can use it.
"""
