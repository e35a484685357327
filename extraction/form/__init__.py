"""The statistics form 政府信息公开情况统计表 of 国办发〔2014〕32号, attached to the narratives on 2014 to 2018.

    rows ──> finding ──┬─ heads: which column has the figures
             where the ├─ grids: rows of tables and of text with bars
             form is   └─ lines: one cell per line
                              │
                              v
                           naming ──> tables (observations)
                           label and order decide

Before 2014 some places attached coded forms of their own (指标名称, 计量单位, 代码, 本期实际, 本年累计); they are read by the
same rooms with another vocabulary, which is chosen by the labels printed. The codes 01, 02 … say nothing: each place numbers
its own rows.

The 58 figures of the national form stand in one column, and some of its labels twice, under 行政复议 and under 行政诉讼; what
the labels and the order of the form do not settle is flagged and not read.
"""

from extraction.form.entry import Entry, Form
from extraction.form.finding import find_form
from extraction.form.labels import FORM, NATIONAL

__all__ = ["FORM", "NATIONAL", "Entry", "Form", "find_form"]
