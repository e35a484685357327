"""What happens to a report page after it was found: its snapshot is made whole, then it is read.

``ReportPage`` → `pipelines.snapshot.SnapshotPipeline` → ``Capture`` → `pipelines.extract.ExtractPipeline` → rows.
"""
