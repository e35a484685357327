"""What codes of the data are called on the pages."""

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "government": "人民政府",
    "office": "政府办公厅（室）",
    "department": "部门",
    "township": "乡镇、街道",
    "dispatched_body": "派出机构",
}
LEVELS: Mapping[str, str] = {"province": "省级", "prefecture": "地级", "county": "县级", "township": "乡级"}
FORMATS: Mapping[str, str] = {
    "f2021": "2021 年格式（国办公开办函〔2021〕30号）",
    "f2019": "2019 年试行格式（国办公开办函〔2019〕60号）",
    "f2014": "文字加统计表（国办发〔2014〕32号）",
    "f2008": "文字为主（2014 年以前）",
}
ORIGINS: Mapping[str, str] = {
    "table": "网页表格",
    "text_table": "网页中按行排列的文字",
    "pdf": "PDF",
    "office": "办公文档",
    "ocr": "图片识别",
    "narrative": "正文句子",
    "split": "连写数字，按勾稽关系断开",
}
DATES: Mapping[str, str] = {
    "written": "成文",
    "issued": "发文",
    "published": "发布",
    "updated": "更新",
    "repealed": "废止",
}
FIDELITIES: Mapping[str, str] = {
    "wire": "服务器发来的原始字节",
    "browser": "浏览器执行页面脚本后的文档",
    "imported": "他人存档，非本程序采集",
}
FLAGS: Mapping[str, str] = {
    "claims_disagree": "正文各处所述不一",
    "encoding_damage": "文字编码有损，个别字符无法辨认",
    "fault_not_located": "勾稽不符，无法归到单独一格",
    "figure_suspect": "有一格足以解释全部不符",
    "file_damaged": "文件损坏",
    "file_incomplete": "文件不完整",
    "foreign_host": "所在域名不属于政府网站",
    "format_assumed": "格式按标题和年份推定",
    "hybrid_layout": "各表格式不一",
    "label_inexact": "行列标题与格式不完全一致",
    "layout_not_read": "表格版式未能读出",
    "local_form": "地方自定表式",
    "not_a_report": "不成年报",
    "ocr_candidates": "图片识别结果不唯一",
    "ocr_unconfirmed": "图片识别结果未能由勾稽关系证实",
    "page_is_image": "该页为图片",
    "page_truncated": "页面嵌套过深，其后内容未读",
    "part_is_page": "附件地址返回的是网页",
    "part_not_read": "附件未能读出",
    "part_on_another_year": "附件属于另一年度",
    "picture_not_read": "图片未能读出",
    "publisher_unknown": "发布机关不明",
    "row_not_read": "有一行未能读出",
    "script_converted": "文字经过繁简转换",
    "split_not_proven": "连写数字无法断开",
    "split_proven": "连写数字已按勾稽关系断开",
    "table_blank": "表格为空",
    "table_is_image": "表格为图片",
    "table_missing": "缺少表格",
    "text_under_scan": "扫描件下另有文字层",
    "text_without_mapping": "PDF 文字没有编码表",
    "title_missing": "没有标题",
    "title_recognised": "标题由图片识别",
    "totals_blank": "总计栏空白",
    "twins_disagree": "同一报告的不同文件所印数字不同",
    "unknown_column": "有格式之外的列",
    "unknown_row": "有格式之外的行",
    "unofficial_copy": "非发布机关自己的页面",
    "unreadable_payload": "文件无法读取",
    "year_conflict": "所述年度不一",
    "year_unknown": "年度不明",
}
CHANGES: Mapping[str, str] = {
    "figures": "数字",
    "replaced": "该地址改为另一份报告",
    "tables": "表格",
    "narrative": "正文",
    "metadata": "标题、日期等",
    "attachments": "附件",
    "links": "链接",
    "noise": "计数器之类",
    "unexplained": "未能解释的差异",
    "withdrawn": "撤下",
    "moved": "移到别处",
    "reappeared_same": "重新出现，内容相同",
    "reappeared_changed": "重新出现，内容有变",
}
EFFECTS: Mapping[str, str] = {
    "silent_correction": "改后勾稽相符，未见更正说明",
    "announced_correction": "改后勾稽相符，另有更正说明",
    "introduced_inconsistency": "改后出现勾稽不符",
    "mixed": "有的勾稽改后相符，有的改后不符",
    "provisional": "尚待确认",
}
