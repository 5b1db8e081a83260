import { expect, test } from "vitest";
import { verdictOnError, judgeAnswer } from "../../src/protocols/judge-answer.ts";
import { textOfHtml } from "../../src/protocols/html-text.ts";
import { excerptOf } from "../../src/protocols/one-line.ts";

const PAGES: readonly (readonly [server: string, page: string, words: string])[] = [
  [
    "Flask",
    `<!doctype html>
<html lang=en>
<title>404 Not Found</title>
<h1>Not Found</h1>
<p>The requested URL was not found on the server. If you entered it manually please check it.</p>
`,
    "404 Not Found. The requested URL was not found on the server. If you entered it manually please check it.",
  ],
  [
    "nginx",
    "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413 Request Entity Too Large</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n",
    "413 Request Entity Too Large. nginx/1.22.1.",
  ],
  [
    "Express",
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot POST /predict</pre>\n</body>\n</html>\n',
    "Error. Cannot POST /predict.",
  ],
  [
    "Tomcat",
    '<!doctype html><html lang="en"><head><title>HTTP Status 404 – Not Found</title><style type="text/css">body {font-family:Tahoma;} h1 > b {color:white;}</style></head><body><h1>HTTP Status 404 – Not Found</h1><hr class="line" /><p><b>Message</b> The requested resource [&#47;predict] is not available</p><h3>Apache Tomcat/9.0.58</h3></body></html>',
    "HTTP Status 404 – Not Found. Message The requested resource [/predict] is not available. Apache Tomcat/9.0.58.",
  ],
  [
    "Django with DEBUG",
    `<!DOCTYPE html>
<html lang="en"><head><meta name="robots" content="NONE,NOARCHIVE"><title>Page not found at /predict2</title>
<style type="text/css">html * { padding:0; } #info { background:#f6f6f6; }</style></head>
<body><div id="summary"><h1>Page not found <span>(404)</span></h1>
<table class="meta"><tr><th>Request Method:</th><td>POST</td></tr></table></div>
<div id="info"><p>Using the URLconf defined in <code>site.urls</code>, Django tried these URL patterns, in this order:</p>
<ol><li>predict/</li></ol></div></body></html>`,
    "Page not found at /predict2. Page not found (404). Request Method: POST. Using the URLconf defined in site.urls, Django tried these URL patterns, in this order: predict/.",
  ],
  [
    "Werkzeug's debugger",
    `<!doctype html>
<html lang=en><head><title>KeyError: 'image<x>' // Werkzeug Debugger</title>
<script src="?__debugger__=yes&amp;cmd=resource&amp;f=debugger.js"></script>
<script>var CONSOLE_MODE = false, SECRET = "a<b>c</b>";</script></head>
<body style="background-color: #fff"><div class="debugger"><h1>KeyError</h1>
<div class="detail"><p class="errormsg">KeyError: &#39;image&lt;x&gt;&#39;</p></div>
<textarea>Traceback</textarea></div></body></html>`,
    "KeyError: 'image<x>' // Werkzeug Debugger.",
  ],
  [
    "an object store",
    '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message>&quot;x&quot; &amp; no more</Message></Error>',
    'NoSuchKey. "x" & no more.',
  ],
];

test.each(PAGES)("the reason from a page of %s is its text, and nothing else", (_, page, words) => {
  expect(textOfHtml(page)).toBe(words);
});

test("the reason from HTML is reduced to its text, while the answer stays as it was", () => {
  const [, page = ""] = PAGES[0] ?? [];
  const headers = { "content-type": "text/html" };
  const verdict = judgeAnswer({ status: 404, headers, body: Buffer.from(page) });
  expect(verdict).toMatchObject({
    kind: "rejected",
    response: page,
    reason:
      "the service answered 404: Not Found. The requested URL was not found on the server. If you entered it manually please check it.",
  });
});

test("the reason from HTML in a JSON answer's own words is reduced, too", () => {
  const answer = { status: 200, headers: {}, body: Buffer.alloc(0) };
  const complaint = { status: 502, message: "<html><body><h1>502 Bad Gateway</h1></body></html>" };
  expect(verdictOnError(answer, complaint, null)).toMatchObject({
    reason: "the service answered 200, but reports: 502 Bad Gateway.",
  });
});

test.each([
  ["<class 'KeyError'> 'image'"],
  ["a <b> c"],
  ["1 < 2"],
  ["p > 0.5"],
  ["{}"],
  ["<no output>"],
])("the reason stays as it is where it is no page: %s", (text) => {
  expect(excerptOf(text)).toBe(text);
});

test("the reason from a page without a word is the page", () => {
  expect(excerptOf("<html><body></body></html>")).toBe("<html><body></body></html>");
});

test.each([
  ["an entity that is none", "<p>&nosuch; &#0; &#1114112; &#x41;</p>", "&nosuch; \uFFFD \uFFFD A."],
  ["a sign that begins no tag", "<p>1 < 2 <3 & more</p>", "1 < 2 <3 & more."],
  ["a comment with tags", "<p>one<!-- <b>two</b> -- > --> three</p>", "one three."],
  ["a script without an end", "<p>one<script>if (a < b) {", "one."],
  ["a tag without an end", "<p>one<b", "one."],
  [
    "tags in capitals",
    "<HTML><TITLE>No</TITLE><BODY><SCRIPT>x</SCRIPT>Way</BODY></HTML>",
    "No. Way.",
  ],
])("the reason survives %s", (_, page, words) => {
  expect(textOfHtml(page)).toBe(words);
});

test.each(["<", "<a", "<!--", "<script>", "<p>ab", "</script", "&", "<title>"])(
  "the reason from a page of nothing but %j is read in one pass",
  (piece) => {
    const short = excerptOf(`<html>${piece.repeat(200_000)}`);
    expect(short.length).toBeLessThanOrEqual(201);
  },
);
