"""Financial statements made from cells, whose numbers agree; a test changes one of them."""

from __future__ import annotations

from extractor.document import Block, Document, Table
from report_documents import MODELS, checked, heading, reported, table

CHINESE = MODELS["financial-statement-zh"]
ENGLISH = MODELS.get("financial-statement-en")

BALANCE = """
项目 | 附注 | 2023年12月31日 | 2022年12月31日
流动资产： | | |
货币资金 | 五、1 | 1,250,300.50 | 980,000.00
交易性金融资产 | | |
应收票据 | 五、2 | 40,000.00 | 35,000.00
应收账款 | 五、3 | 610,200.25 | 550,100.00
预付款项 | | 12,000.00 | 9,000.00
其他应收款 | | 30,000.00 | 28,000.00
其中：应收利息 | | 1,500.00 |
存货 | | 405,499.25 | 397,900.00
流动资产合计 | | 2,348,000.00 | 2,000,000.00
非流动资产： | | |
长期股权投资 | | 300,000.00 | 300,000.00
固定资产 | | 1,500,000.00 | 1,600,000.00
使用权资产 | | 52,000.00 | 60,000.00
无形资产 | | 200,000.00 | 240,000.00
非流动资产合计 | | 2,052,000.00 | 2,200,000.00
资产总计 | | 4,400,000.00 | 4,200,000.00
流动负债： | | |
短期借款 | | 500,000.00 | 600,000.00
应付账款 | | 380,000.00 | 350,000.00
合同负债 | | 20,000.00 | 30,000.00
应付职工薪酬 | | 60,000.00 | 50,000.00
应交税费 | | 40,000.00 | 20,000.00
流动负债合计 | | 1,000,000.00 | 1,050,000.00
非流动负债： | | |
长期借款 | | 700,000.00 | 650,000.00
应付债券 | | |
其中：优先股 | | |
永续债 | | |
租赁负债 | | 50,000.00 | 60,000.00
非流动负债合计 | | 750,000.00 | 710,000.00
负债合计 | | 1,750,000.00 | 1,760,000.00
所有者权益（或股东权益）： | | |
实收资本（或股本） | | 1,000,000.00 | 1,000,000.00
其他权益工具 | | |
其中：优先股 | | |
永续债 | | |
资本公积 | | 400,000.00 | 400,000.00
减：库存股 | | 50,000.00 |
盈余公积 | | 200,000.00 | 180,000.00
未分配利润 | | 950,000.00 | 720,000.00
归属于母公司所有者权益合计 | | 2,500,000.00 | 2,300,000.00
少数股东权益 | | 150,000.00 | 140,000.00
所有者权益（或股东权益）合计 | | 2,650,000.00 | 2,440,000.00
负债和所有者权益（或股东权益）总计 | | 4,400,000.00 | 4,200,000.00
"""
MIRRORED = """
资产 | 行次 | 期末余额 | 年初余额 | 负债和所有者权益 | 行次 | 期末余额 | 年初余额
流动资产： | 1 | | | 流动负债： | 31 | |
货币资金 | 2 | 120 | 100 | 短期借款 | 32 | 90 | 80
应收票据及应收账款 | 3 | 60 | 50 | 应付账款 | 33 | 40 | 30
其他应收款 | 4 | 20 | 10 | 其他应付款 | 34 | 10 | 10
存货 | 5 | 100 | 90 | 流动负债合计 | 35 | 140 | 120
流动资产合计 | 6 | 300 | 250 | 负债合计 | 36 | 140 | 120
非流动资产： | 7 | | | 所有者权益： | 37 | |
固定资产 | 8 | 180 | 190 | 实收资本 | 38 | 200 | 200
无形资产 | 9 | 20 | 10 | 未分配利润 | 39 | 160 | 130
非流动资产合计 | 10 | 200 | 200 | 所有者权益合计 | 40 | 360 | 330
资产总计 | 11 | 500 | 450 | 负债和所有者权益总计 | 41 | 500 | 450
"""
INCOME = """
项目 | 附注 | 2023年度 | 2022年度
一、营业收入 | 五、30 | 3,000,000.00 | 2,700,000.00
减：营业成本 | 五、30 | 2,100,000.00 | 1,900,000.00
税金及附加 | | 20,000.00 | 18,000.00
销售费用 | | 150,000.00 | 140,000.00
管理费用 | | 200,000.00 | 190,000.00
研发费用 | | 100,000.00 | 90,000.00
财务费用 | | 40,000.00 | 42,000.00
其中：利息费用 | | 45,000.00 | 46,000.00
利息收入 | | 6,000.00 | 5,000.00
加：其他收益 | | 15,000.00 | 10,000.00
投资收益（损失以“-”号填列） | | 10,000.00 | -5,000.00
信用减值损失（损失以“-”号填列） | | -12,000.00 | -8,000.00
资产减值损失（损失以“-”号填列） | | -3,000.00 | -2,000.00
二、营业利润（亏损以“-”号填列） | | 400,000.00 | 315,000.00
加：营业外收入 | | 10,000.00 | 5,000.00
减：营业外支出 | | 4,000.00 | 8,000.00
三、利润总额（亏损总额以“-”号填列） | | 406,000.00 | 312,000.00
减：所得税费用 | | 96,000.00 | 72,000.00
四、净利润（净亏损以“-”号填列） | | 310,000.00 | 240,000.00
（一）持续经营净利润（净亏损以“-”号填列） | | 310,000.00 | 240,000.00
（二）终止经营净利润（净亏损以“-”号填列） | | |
五、其他综合收益的税后净额 | | |
六、综合收益总额 | | 310,000.00 | 240,000.00
"""
CASH = """
项目 | 附注 | 本期发生额 | 上期发生额
一、经营活动产生的现金流量： | | |
销售商品、提供劳务收到的现金 | | 3,200,000.00 | 2,900,000.00
收到的税费返还 | | |
收到其他与经营活动有关的现金 | | 50,000.00 | 40,000.00
经营活动现金流入小计 | | 3,250,000.00 | 2,940,000.00
购买商品、接受劳务支付的现金 | | 2,200,000.00 | 2,000,000.00
支付给职工以及为职工支付的现金 | | 400,000.00 | 380,000.00
支付的各项税费 | | 150,000.00 | 130,000.00
支付其他与经营活动有关的现金 | | 100,000.00 | 90,000.00
经营活动现金流出小计 | | 2,850,000.00 | 2,600,000.00
经营活动产生的现金流量净额 | | 400,000.00 | 340,000.00
二、投资活动产生的现金流量： | | |
取得投资收益收到的现金 | | 10,000.00 |
投资活动现金流入小计 | | 10,000.00 |
购建固定资产、无形资产和其他长期资产支付的现金 | | 90,000.00 | 110,000.00
投资活动现金流出小计 | | 90,000.00 | 110,000.00
投资活动产生的现金流量净额 | | -80,000.00 | -110,000.00
三、筹资活动产生的现金流量： | | |
取得借款收到的现金 | | 200,000.00 | 100,000.00
筹资活动现金流入小计 | | 200,000.00 | 100,000.00
偿还债务支付的现金 | | 250,000.00 | 150,000.00
分配股利、利润或偿付利息支付的现金 | | 45,000.00 | 40,000.00
筹资活动现金流出小计 | | 295,000.00 | 190,000.00
筹资活动产生的现金流量净额 | | -95,000.00 | -90,000.00
四、汇率变动对现金及现金等价物的影响 | | 300.50 |
五、现金及现金等价物净增加额 | | 225,300.50 | 140,000.00
加：期初现金及现金等价物余额 | | 980,000.00 | 840,000.00
六、期末现金及现金等价物余额 | | 1,205,300.50 | 980,000.00
"""
POSITION = """
 | Notes | 31 December 2023 | 31 December 2022
 | | £m | £m
Non-current assets | | |
Goodwill | 11 | 210 | 210
Property, plant and equipment | 12 | 640 | 605
Lease liabilities receivable | | 4 | 5
Deferred tax assets | 9 | 16 | 20
Total non-current assets | | 870 | 840
Current assets | | |
Inventories | 15 | 120 | 110
Trade and other receivables | 16 | 180 | 165
Cash and cash equivalents | 17 | 95 | 75
Total current assets | | 395 | 350
Total assets | | 1,265 | 1,190
Current liabilities | | |
Trade and other payables | 18 | (205) | (190)
Borrowings | 19 | (50) | (60)
Total current liabilities | | (255) | (250)
Non-current liabilities | | |
Borrowings | 19 | (300) | (310)
Provisions | 20 | (30) | (30)
Total non-current liabilities | | (330) | (340)
Total liabilities | | (585) | (590)
Net assets | | 680 | 600
Equity | | |
Share capital | 22 | 100 | 100
Retained earnings | | 560 | 480
Equity attributable to owners of the Company | | 660 | 580
Non-controlling interests | | 20 | 20
Total equity | | 680 | 600
"""
PROFIT = """
 | Note | 2023 | 2022
 | | £m | £m
Revenue | 3 | 1,500 | 1,380
Cost of sales | | (900) | (840)
Gross profit | | 600 | 540
Distribution costs | | (180) | (170)
Administrative expenses | 4 | (250) | (240)
Operating profit | | 170 | 130
Finance income | | 4 | 3
Finance costs | 7 | (24) | (23)
Profit before tax | | 150 | 110
Income tax expense | 9 | (38) | (27)
Profit for the year | | 112 | 83
"""
FLOWS = """
 | 2023 | 2022
Cash flows from operating activities | |
Profit before tax | 150 | 110
Depreciation and amortisation | 70 | 66
Income taxes paid | (30) | (24)
Net cash generated from operating activities | 190 | 152
Cash flows from investing activities | |
Purchase of property, plant and equipment | (102) | (80)
Net cash used in investing activities | (102) | (80)
Cash flows from financing activities | |
Repayment of borrowings | (20) | (10)
Dividends paid to shareholders of the Company | (45) | (40)
Net cash used in financing activities | (65) | (50)
Net increase in cash and cash equivalents | 23 | 22
Cash and cash equivalents at beginning of year | 75 | 52
Effect of exchange rate changes | (3) | 1
Cash and cash equivalents at end of year | 95 | 75
"""
AMERICAN = """
 | December 31, | <
 | 2023 | 2022
ASSETS | |
Current assets: | |
Cash and cash equivalents | $ 412 | $ 380
Accounts receivable, net | 233 | 210
Inventories | 155 | 160
Total current assets | 800 | 750
Property and equipment, net | 600 | 560
Goodwill | 100 | 100
TOTAL ASSETS | $ 1,500 | $ 1,410
LIABILITIES AND STOCKHOLDERS’ EQUITY | |
Current liabilities: | |
Accounts payable | $ 240 | $ 220
Accrued expenses | 60 | 70
Total current liabilities | 300 | 290
Long-term debt | 400 | 420
Total liabilities | 700 | 710
Stockholders’ equity: | |
Common stock | 10 | 10
Additional paid-in capital | 340 | 330
Accumulated deficit | (50) | (140)
Accumulated other comprehensive income | 500 | 500
Total stockholders’ equity | 800 | 700
TOTAL LIABILITIES AND STOCKHOLDERS’ EQUITY | $ 1,500 | $ 1,410
"""


def statement(
    title: str, rows: str, name: str = "t1", header_rows: int = 1, unit: str | None = None
) -> tuple[list[Block], Table]:
    """A statement below its title."""
    made = table(rows_of_all(rows), name, header_rows, unit=unit)
    return [heading(title, 1), Block(kind="table", table=name)], made


def rows_of_all(text: str) -> list[list[str]]:
    """Rows whose first cell may be empty."""
    return [[part.strip() for part in line.split("|")] for line in text.strip("\n").splitlines()]


def report(*statements: tuple[list[Block], Table]) -> Document:
    """The document of several statements, with the report of the model that it picked."""
    blocks = [block for some, _ in statements for block in some]
    return reported(checked(blocks, [one for _, one in statements]))


def chinese(balance: str = BALANCE, income: str = INCOME, cash: str = CASH) -> Document:
    """Three statements of a company as a Chinese report prints them."""
    return report(
        statement("合并资产负债表", balance, "t1", unit="元"),
        statement("合并利润表", income, "t2", unit="元"),
        statement("合并现金流量表", cash, "t3", unit="元"),
    )


def english(position: str = POSITION, profit: str = PROFIT, flows: str = FLOWS) -> Document:
    """Three statements as a company under IFRS prints them, liabilities in brackets."""
    return report(
        statement("Consolidated statement of financial position", position, "t1", 2),
        statement("Consolidated income statement", profit, "t2", 2),
        statement("Consolidated statement of cash flows", flows, "t3", 1),
    )
