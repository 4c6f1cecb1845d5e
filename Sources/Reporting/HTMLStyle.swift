/// The report's style sheet. It holds no words.
enum HTMLStyle {
    static let sheet = """
        :root{color-scheme:light dark;--bg:#f6f7f8;--card:#fff;--ink:#1a2026;--soft:#56616c;--line:#dde2e7;--blue:#1b67a8;--blue-soft:#e4eef7;
        --warn:#b84a00;--warn-soft:#fbeadd;--good:#00705a;--track:#edf0f3;
        --r0:#9fb4c7;--r1:#edc074;--r2:#d97a2b;--r3:#8c2d04;
        --s0:#1b67a8;--s1:#7fb2da;--s2:#e0a04a;--s3:#a64b1a;--s4:#9aa4ad}
        @media (prefers-color-scheme:dark){:root{--bg:#11161b;--card:#1a2128;--ink:#e7ebee;--soft:#9fabb6;--line:#303a44;--blue:#6db3ef;
        --blue-soft:#1d3142;--warn:#f29a5b;--warn-soft:#3c2a1d;--good:#56c9aa;--track:#262f38;
        --r0:#4d6376;--r1:#a8833f;--r2:#e8924a;--r3:#ffd3a6;
        --s0:#4f9bdc;--s1:#2f5f8a;--s2:#d29a4a;--s3:#f2b48a;--s4:#6b7680}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI","PingFang SC","Hiragino Sans GB",
        "Microsoft YaHei","Noto Sans CJK SC",sans-serif;font-variant-numeric:tabular-nums}
        .page{max-width:1160px;margin:0 auto;padding:0 20px 48px}
        .skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--card);padding:4px 8px}
        .sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        header{padding:28px 0 8px}h1{font-size:28px;line-height:1.2;margin:0;letter-spacing:-.01em}
        header p{margin:6px 0 0;color:var(--soft)}
        nav{position:sticky;top:0;z-index:2;background:var(--bg);border-bottom:1px solid var(--line);margin:10px -20px 18px;padding:8px 20px;
        display:flex;flex-wrap:wrap;gap:4px 18px;white-space:nowrap;font-size:14px}
        nav a{color:var(--soft);text-decoration:none}nav a:hover,nav a:focus{color:var(--blue);text-decoration:underline}
        section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:20px 22px;margin:0 0 18px;scroll-margin-top:52px}
        section.bare{background:none;border:0;padding:0}
        h2{font-size:20px;line-height:1.3;margin:0 0 6px}h3{font-size:15px;line-height:1.4;margin:18px 0 6px}
        h2+h3,.grid h3{margin-top:4px}p{margin:0 0 10px}.lead{color:var(--soft);max-width:78ch}.note{color:var(--soft);font-size:13px;max-width:90ch}
        small{font-size:12px;color:var(--soft)}
        .cards{display:grid;grid-template-columns:repeat(5,1fr);gap:12px;margin:0 0 18px;padding:0;list-style:none}
        .cards li{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 14px 12px;min-width:0}
        .cards b{display:block;font-size:25px;line-height:1.25;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
        .cards li{display:flex;flex-direction:column}.cards .spark{margin-top:auto;display:block}.cards span{display:block;font-size:13px;color:var(--soft)}.cards .d{margin:4px 0 6px;font-size:12px}
        .spark line.trend{stroke:var(--soft);stroke-width:1.6;stroke-linecap:round}.spark circle.trend{fill:var(--soft)}.spark circle.latest{fill:var(--blue)}
        .bad{color:var(--warn)!important}.ok{color:var(--good)!important}
        .grid{display:grid;grid-template-columns:1fr 1fr;gap:12px 32px}.grid>*{min-width:0}
        .grid.three{grid-template-columns:1fr 1.15fr 1fr}.points{margin:0 0 10px;padding:0 0 0 18px}.points li{padding:4px 0}.points li::marker{color:var(--soft)}
        .risks{margin:0;padding:0;list-style:none;counter-reset:r}
        .risks li{counter-increment:r;position:relative;padding:7px 0 7px 36px}
        .risks li::before{content:counter(r);position:absolute;left:0;top:8px;width:23px;height:23px;border-radius:50%;background:var(--warn);color:var(--card);
        font-size:13px;font-weight:650;line-height:23px;text-align:center}
        .scroll{overflow-x:auto;margin:0 -4px;padding:0 4px}
        table{border-collapse:collapse;width:100%;font-size:14px}
        th{text-align:left;font-weight:600;font-size:12.5px;color:var(--soft);border-bottom:2px solid var(--line);padding:6px 12px 6px 0;vertical-align:bottom}
        td{border-bottom:1px solid var(--line);padding:7px 12px 7px 0;vertical-align:top;line-height:1.4}
        th:last-child,td:last-child{padding-right:0}tr:last-child td{border-bottom:0}
        th.n,td.n{text-align:right}td.n{white-space:nowrap}td.w,th.w{min-width:250px}td.k,th.k{white-space:nowrap}td.i{min-width:104px}.n+.k,.n+.i,.n+.w{padding-left:10px}td.w{font-size:13px;color:var(--soft)}
        th button{all:unset;cursor:pointer;color:inherit;font:inherit}th button:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
        th button::after{content:"";display:inline-block;width:.9em;text-align:center;color:var(--blue)}
        th[aria-sort=ascending] button::after{content:"\\2191"}th[aria-sort=descending] button::after{content:"\\2193"}
        input.filter{font:inherit;font-size:14px;width:100%;max-width:280px;margin:4px 0 8px;padding:5px 10px;border:1px solid var(--line);border-radius:7px;
        background:var(--bg);color:inherit}
        .pill{display:inline-block;min-width:46px;padding:0 8px;border-radius:99px;background:var(--track);text-align:center;font-size:13px}
        .pill.hot{background:var(--warn-soft);color:var(--warn);font-weight:600}
        details{border-top:1px solid var(--line);padding:8px 0}details:first-of-type{border-top:0}
        summary{cursor:pointer;padding:3px 0;overflow-wrap:anywhere}summary b{font-weight:600}summary span{color:var(--soft);font-size:14px}
        details[open]>summary{margin-bottom:8px}
        .health>summary small{display:block;color:var(--ink);font-size:13px}.crossed{color:var(--warn)}
        td details{border:0;padding:0}td details>summary{padding:0;color:var(--ink);font-size:14px}td details[open]>summary{margin-bottom:2px}
        .chart{display:block;overflow:visible}.chart.axes{margin-left:46px;width:calc(100% - 46px)}
        .chart text{fill:var(--soft);font-size:12px}.chart .barlabel{fill:var(--ink);font-size:13px}.chart .figure{fill:var(--ink);font-size:13px;font-weight:600}
        .chart line.grid{stroke:var(--line)}.chart line.axis{stroke:var(--soft)}
        .chart polyline,.chart polygon{vector-effect:non-scaling-stroke;fill:none;stroke-linejoin:round}
        .chart .history{stroke:var(--ink);stroke-width:1.8}.chart .partly{stroke-dasharray:3 3;stroke-width:1.4;stroke:var(--soft)}
        .chart .now{stroke:var(--soft);stroke-width:1;stroke-dasharray:1 3}
        .chart .mean{stroke:var(--blue);stroke-width:2.2}
        .chart .band90,.chart .band80,.chart .band50{fill:var(--blue);stroke:none;fill-opacity:.17}
        .chart .track{fill:var(--track)}.chart .bar{fill:var(--blue)}.chart .part{fill:var(--warn)}.chart .bar.rest{fill:var(--soft);fill-opacity:.45}
        .chart .receipt{fill:var(--warn);fill-opacity:.75}.chart .outgoing{stroke:var(--ink);stroke-width:1.8}
        .chart path.band{fill:var(--blue);fill-opacity:.28}.chart path.band:hover{fill-opacity:.55}.chart .stockline{stroke:var(--blue);stroke-width:2.2}.chart line.peers{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:6 4}
        .chart line.began{stroke:var(--warn);stroke-width:1.4;stroke-dasharray:2 3}.chart line.interval{stroke:var(--blue);stroke-width:5;stroke-opacity:.4}
        .chart polyline.without{stroke:var(--warn);stroke-width:1.8;stroke-dasharray:5 4}.chart .arrives{fill:var(--soft);fill-opacity:.4}
        .key.without{border-top:2px dashed var(--warn)}.key.arrives{height:11px;border:0;background:var(--soft);opacity:.45}
        .chart circle.count{fill:var(--ink);stroke:var(--card);stroke-width:1}.chart circle.count.doubted{fill:var(--card);stroke:var(--ink);stroke-width:1.8}
        .chart circle.came{fill:var(--ink)}.chart circle.came.out{fill:var(--warn)}
        .s0{fill:var(--s0)}.s1{fill:var(--s1)}.s2{fill:var(--s2)}.s3{fill:var(--s3)}.s4{fill:var(--s4)}
        .legend{display:flex;flex-wrap:wrap;gap:2px 16px;font-size:12.5px;color:var(--soft);margin:4px 0 8px}
        .legend span{display:inline-flex;align-items:center;gap:6px}
        .key{display:inline-block;width:18px;height:0;border-top:2px solid var(--ink)}.key.partly{border-top:2px dashed var(--soft)}
        .key.mean{border-color:var(--blue)}
        .key.band90,.key.band80,.key.band50,.key.bar,.key.part,.key.receipt{height:11px;border:0;background:var(--blue)}
        .key.band90{opacity:.2}.key.band80{opacity:.38}.key.band50{opacity:.56}.key.part,.key.receipt{background:var(--warn)}
        .key.stockline{border-color:var(--blue)}.key.peers{border-top:2px dashed var(--soft)}.key.interval{height:12px;width:5px;border:0;background:var(--blue);opacity:.45}
        .key.count,.key.came{width:9px;height:9px;border:0;border-radius:50%;background:var(--ink)}.key.count.doubted{background:none;border:2px solid var(--ink)}
        .key.s0,.key.s1,.key.s2,.key.s3,.key.s4{height:11px;border:0}.key.s0{background:var(--s0)}.key.s1{background:var(--s1)}.key.s2{background:var(--s2)}.key.s3{background:var(--s3)}.key.s4{background:var(--s4)}
        .charts{display:grid;grid-template-columns:repeat(2,1fr);gap:14px 32px}.charts>*{min-width:0}
        .r0{--r:var(--r0)}.r1{--r:var(--r1)}.r2{--r:var(--r2)}.r3{--r:var(--r3)}.ru{--r:var(--track)}
        circle.own{fill:var(--r)}circle.own.ru{stroke:var(--soft);stroke-dasharray:2 2}circle.ring{fill:none;stroke:var(--r);stroke-width:2}
        .dot{display:inline-block;width:12px;height:12px;border-radius:50%;background:var(--r)}.dot.ru{border:1px dashed var(--soft)}
        .dot.ringed{background:none;border:2px solid var(--r0)}
        .net,.net ul{list-style:none;margin:0;padding:0}.net ul{padding-left:20px}.net details{border:0;padding:0}.net summary{list-style:none}
        .net summary::-webkit-details-marker{display:none}.net li{position:relative;scroll-margin-top:90px}
        .net ul>li::before{content:"";position:absolute;left:0;top:-3px;bottom:0;border-left:1.5px solid var(--line)}
        .net ul>li:last-child::before{bottom:auto;height:22px}
        .net ul>li::after{content:"";position:absolute;left:0;top:19px;width:16px;border-top:1.5px solid var(--line)}
        .site{display:grid;grid-template-columns:54px minmax(140px,1fr) 92px 64px 410px;gap:0 12px;align-items:center;min-height:38px;padding:0 4px 0 6px;
        border-radius:7px;cursor:default}summary.site{cursor:pointer}.site:hover{background:var(--bg)}.nethead{min-height:0;color:var(--soft);font-size:12.5px;font-weight:600}.nethead:hover{background:none}
        .net ul .site{padding-left:16px}.site .v{text-align:right;white-space:nowrap;font-size:14px}.site .who{min-width:0;line-height:1.3;overflow-wrap:anywhere}.site .who b{font-weight:600;font-size:14px}.site .who b,.site .v{color:var(--ink)}.nethead .v,.nethead span{color:var(--soft)}
        summary.site .who b::after{content:" \\25B8";color:var(--soft);font-weight:400}details[open]>summary.site .who b::after{content:" \\25BE"}
        .site svg.glyph{display:block}.site .strip{display:flex;align-items:center;gap:6px;min-width:0;overflow:hidden}.strip svg{max-width:100%;height:auto;flex:0 1 auto;min-width:0}
        .net details[open]>summary .strip{visibility:hidden}
        .site .v.r2,.site .v.r3{color:var(--warn);font-weight:600}.hit>.site,.hit>details>summary{background:var(--blue-soft)}
        .tools:not([hidden]){display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:6px 0}.tools .filter{margin:0}
        .tools button,.found button{font:inherit;font-size:13.5px;color:var(--blue);background:none;border:1px solid var(--line);border-radius:7px;padding:5px 10px;cursor:pointer}
        .found{list-style:none;margin:0 0 8px;padding:0}.found button{border:0;padding:3px 0;text-align:left}.found small{font-size:12.5px}
        footer{color:var(--soft);font-size:13px}footer ul{margin:4px 0 12px;padding-left:20px}
        @media (max-width:1000px){.site{grid-template-columns:54px minmax(120px,1fr) 84px 56px 34%}.cards{grid-template-columns:repeat(3,1fr)}.cards li:nth-child(4){grid-column:span 1}.cards li:nth-child(5){grid-column:span 2}.grid.three{grid-template-columns:1fr 1fr}}
        @media (max-width:700px){.page{padding:0 14px 32px}nav{margin:8px -14px 14px;padding:8px 14px;flex-wrap:nowrap;overflow-x:auto}header{padding-top:18px}h1{font-size:23px}
        .cards{grid-template-columns:1fr 1fr;gap:10px}.cards li:nth-child(5){grid-column:span 2}.cards b{font-size:21px}.grid,.charts{grid-template-columns:minmax(0,1fr)}
        section{padding:15px 14px;border-radius:8px}.chart .odd{display:none}
        .grid.three{grid-template-columns:minmax(0,1fr)}.scroll{overflow:visible}table,tbody{display:block}
        thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        tr:not([hidden]){display:flex;flex-wrap:wrap;gap:1px 14px;padding:9px 0;border-bottom:1px solid var(--line)}tbody tr:last-child{border-bottom:0}
        td,.n+.k,.n+.i,.n+.w{display:block;border:0;padding:0;min-width:0!important;text-align:left!important}td.i{flex:1 1 40%;font-weight:600}
        td.i small{font-weight:400}td.w{flex:1 0 100%;padding:2px 0}
        td[data-l]::before{content:attr(data-l) "\\00a0";color:var(--soft);font-size:12px;font-weight:400}td[data-l]:first-child{flex:1 0 100%;font-weight:600}
        td[data-l]:first-child::before{content:none}
        .net ul{padding-left:12px}.net ul .site{padding-left:12px}.site{grid-template-columns:54px minmax(0,1fr) auto 46px;min-height:38px;gap:0 6px;padding-right:0}.nethead .strip{display:none}
        .site .strip{grid-column:2/-1}.net details[open]>summary .strip,div.site .strip:empty{display:none}}
        @media print{:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#111;--soft:#4a545e;--line:#ccd2d8;--blue:#1b67a8;--warn:#b84a00;--track:#edf0f3;
        --warn-soft:#fbeadd;--good:#00705a;--r0:#9fb4c7;--r1:#edc074;--r2:#d97a2b;--r3:#8c2d04;--s0:#1b67a8;--s1:#7fb2da;--s2:#e0a04a;--s3:#a64b1a;--s4:#9aa4ad}@page{size:A4;margin:14mm 12mm}body{font-size:11.5px;-webkit-print-color-adjust:exact;print-color-adjust:exact}
        .page{max-width:none;padding:0}nav,.filter,.skip,.tools:not([hidden]),.found{display:none}.site{min-height:34px;gap:0 8px;grid-template-columns:54px minmax(120px,1fr) 70px 52px 250px;break-inside:avoid}.site .v,.site .who b{font-size:12px}summary.site .who b::after,details[open]>summary.site .who b::after{content:none}.dot,circle{-webkit-print-color-adjust:exact;print-color-adjust:exact}section{border:0;padding:0;margin:0 0 16px}.cards li{padding:8px}
        .cards{grid-template-columns:repeat(5,1fr);gap:6px}.cards li:nth-child(5){grid-column:auto}.spark{height:24px}.cards b{font-size:17px}.cards span,.cards .d{font-size:11px}
        table,td.w,.note,.lead,.legend,summary span{font-size:11px}th,small{font-size:11px}td,th{padding:3px 8px 3px 0}td.w,th.w{min-width:170px}
        td.i{min-width:56px}th.k,th.n{white-space:normal}.n+.k,.n+.i,.n+.w{padding-left:4px}.pill{min-width:0;padding:0 4px;font-size:11px}td details>summary{list-style:none;font-size:11px}
        .note,.points{font-size:11.5px}
        .scroll{overflow:visible}
        .grid,.charts{grid-template-columns:1fr 1fr}.grid.three{grid-template-columns:1fr 1.15fr 1fr;gap:0 18px}#network{break-before:page}.charts>div,.grid>div{break-inside:avoid}.legend{break-before:avoid}.nethead,.lead{break-after:avoid}h2{break-after:avoid}h3{break-after:avoid}tr,svg,li,.legend,.cards,thead{break-inside:avoid}tbody tr:nth-child(-n+2){break-before:avoid}
        section>details::details-content{content-visibility:visible;display:block;height:auto}details>summary{list-style:none;break-after:avoid}.chart .odd{display:none}}
        """
}
