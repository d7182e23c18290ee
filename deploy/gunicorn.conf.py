"""gunicorn behind nginx: `gunicorn --config deploy/gunicorn.conf.py app:app`."""

import multiprocessing
import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
# Synchronous workers: pages do many short queries, and threads only make them wait for one another.
workers = int(os.environ.get("WEB_CONCURRENCY", multiprocessing.cpu_count() * 2))
timeout = 60  # seconds for one answer; long documents are made by the job worker
graceful_timeout = 30
max_requests = 5000  # a worker is replaced now and then, so that a leak cannot grow
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - heartbeats must not wait for a disk
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
accesslog = "-"
# No query string and no referrer: private links carry their token there.
access_log_format = '%(t)s %(m)s "%(U)s" %(s)s %(B)s %(M)sms'
