// The comparison as one page: no scripts, nothing loaded, light and dark.

import Sim

func comparisonPage(_ c: Comparison) -> String {
  var body = "<h1>simctl compare</h1>\n<ul>\n"
  for (n, s) in c.subjects.enumerated() {
    body += "<li><b>\(comparisonLetter(n))</b> \(escaped(s.scenario.name))"
    body += " <code>\(escaped(s.label))</code></li>\n"
  }
  body += "</ul>\n<div class=\"table\">\n<table>\n<thead><tr><td></td>"
  for n in c.subjects.indices { body += "<th scope=\"col\">\(comparisonLetter(n))</th>" }
  body += "</tr></thead>\n"
  var isOpen = false
  func openBody() {
    if isOpen { body += "</tbody>\n" }
    body += "<tbody>\n"
    isOpen = true
  }
  openBody()
  for row in comparisonRows(c) {
    if row.kind == .heading {
      openBody()
      body += "<tr><th class=\"part\" scope=\"rowgroup\" colspan=\"\(c.subjects.count + 1)\">"
      body += "<span>\(escaped(row.title))</span></th></tr>\n"
      continue
    }
    body += "<tr><th scope=\"row\">\(escaped(row.title))</th>"
    for (cell, mark) in zip(row.cells, row.marks) {
      let kind = mark.map { $0 ? " class=\"good\"" : " class=\"bad\"" } ?? ""
      body += "<td\(kind)>\(escaped(cell))</td>"
    }
    body += "</tr>\n"
  }
  body += "</tbody>\n</table>\n</div>\n<p>Costs are counted in \(c.runs) seeded runs of each.</p>\n"
  let reasons = c.subjects.enumerated().flatMap { n, s in
    s.judgement.reasons.map { "\(comparisonLetter(n)): \($0)" }
  }
  if !reasons.isEmpty {
    body += "<ul>\n" + reasons.map { "<li>\(escaped($0))</li>\n" }.joined() + "</ul>\n"
  }
  return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>simctl compare</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    \(body)</body>
    </html>

    """
}

private let style = """
  :root { color-scheme: light dark; --back: #fff; --line: #d0d7de; --good: #116329; --bad: #a40e26; }
  @media (prefers-color-scheme: dark) {
    :root { --back: #121212; --line: #3d444d; --good: #56d364; --bad: #ff7b72; }
  }
  body {
    background: var(--back); font: 16px/1.5 system-ui, sans-serif;
    margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
  }
  h1 { font-size: 1.4rem; }
  ul { list-style: none; padding: 0; }
  li { margin: .25rem 0; }
  code { overflow-wrap: anywhere; }
  .table { overflow-x: auto; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th, td { border-bottom: 1px solid var(--line); padding: .25rem .75rem .25rem 0; text-align: left; }
  td { white-space: nowrap; }
  /* What a row is stays in sight while the columns are scrolled. */
  th[scope=row], thead td { background: var(--back); left: 0; position: sticky; }
  th[scope=row] { font-weight: normal; max-width: 40vw; min-width: 8rem; overflow-wrap: anywhere; }
  .part { padding-top: 1rem; }
  .part span { display: inline-block; left: 0; max-width: calc(100vw - 2rem); position: sticky; }
  .good { color: var(--good); }
  .bad { color: var(--bad); font-weight: bold; }
  """

private func escaped(_ s: String) -> String {
  s.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    .replacing("\"", with: "&quot;")
}
