"""Work done behind the pages: mails, large documents, clearing up.

The row that needs work (an outgoing mail, a requested document) is the truth. A job is nothing but its kind and the
row's id, so a lost job costs time and a repeated one costs nothing:

* a slice registers what a kind of job does (`register`) and which rows are due (`register_sweep`);
* code that writes such a row says so (`enqueue`); the job is handed to the engine when the transaction commits;
* the worker (`flask worker`) carries jobs out, and every few seconds sweeps for due rows that have none.
"""

from jcmevents.jobs.engine import run_worker
from jcmevents.jobs.queue import enqueue
from jcmevents.jobs.registry import drain, register, register_chore, register_sweep

__all__ = ["drain", "enqueue", "register", "register_chore", "register_sweep", "run_worker"]
