"""How the HTML page looks, on a screen and on paper."""

from __future__ import annotations

STYLE = """
body { font-family: "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif;
       max-width: 75rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6; color: #1b1f24; }
nav { border: 1px solid #d0d7de; border-radius: 6px; padding: .5rem 1rem; font-size: .9rem; }
nav ol { list-style: none; margin: 0; padding: 0 0 0 1rem; }
nav > ol { padding: 0; }
a { color: #0550ae; }
:target { scroll-margin-top: 1rem; box-shadow: 0 0 0 3px #54aeff; }
.wide { overflow-x: auto; margin: .8rem 0 0; }
table { border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; font-weight: 600; }
caption p { margin: 0; }
th, td { border: 1px solid #8c959f; padding: .2rem .5rem; vertical-align: middle; }
th { background: #f0f3f6; font-weight: 600; }
th[scope=row] { text-align: left; }
td a, th a { color: inherit; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.section { background: #f7f8fa; text-align: center; }
.verified { box-shadow: inset 3px 0 #2da44e; }
.suspect { background: #ffe3a3; outline: 2px solid #d4a72c; outline-offset: -2px; }
.suspect::after { content: " ⚠"; }
.repaired { background: #d3ecf7; }
.caption { font-weight: 600; margin: 1rem 0 0; }
.note, .pages, .figure { color: #57606a; font-size: .85rem; margin: .2rem 0 .8rem; }
.key span { padding: .1rem .4rem; }
.error b { color: #a40e26; } .warning b { color: #7d4e00; }
@page { margin: 15mm; }
@media print {
  body { max-width: none; margin: 0; padding: 0; font-size: 10pt;
         -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
  .wide { overflow: visible; }
  thead { display: table-header-group; }
  tr, figure, li { break-inside: avoid; }
  h1, h2, h3, h4, h5, h6, caption, .caption { break-after: avoid; }
}
""".strip()
