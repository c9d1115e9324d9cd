"""What is done at a time: the table of jobs in ``schedule`` and one short module per kind of job."""
