/** The look of the page, on screens from 360 px and on paper. Contrast of all text is 4.5 or more. */
export const style = `
:root{color-scheme:light;--ink:#16181d;--soft:#4d525c;--rule:#d6d9e0;--paper:#fff;--shade:#f4f5f8;--unfit:#9b1c1c;--caution:#8a4b00;--note:#1f5a8c}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif}
main,header,footer{max-width:68rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.75rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.375rem;line-height:1.25;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:2px solid var(--ink)}
h3{font-size:1.0625rem;margin:1.75rem 0 .5rem}
p{margin:.5rem 0}
.kicker{color:var(--soft);margin:0}
.facts-line{display:flex;flex-wrap:wrap;gap:.125rem 1.25rem;margin:.5rem 0 0;padding:0;list-style:none;color:var(--soft);font-size:.9375rem}
.short{background:var(--shade);border-left:4px solid var(--ink);padding:.75rem 1rem;margin:1.25rem 0}
.short h2{border:0;margin:0 0 .25rem;padding:0;font-size:1.125rem}
.short ul{margin:0;padding:0;list-style:none}
.short li+li{margin-top:.75rem;padding-top:.75rem;border-top:1px solid var(--rule)}
.set-name{display:block;font-weight:600}
.sentence::first-letter{text-transform:uppercase}
.sentence{display:inline-block}
strong,.number{font-variant-numeric:tabular-nums}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;margin:.5rem 0;list-style:none}
a{color:#0b4f8a}
a:focus-visible,.wide-table:focus-visible{outline:3px solid #0b4f8a;outline-offset:2px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(14.5rem,1fr));gap:.75rem;margin:1rem 0}
.cards>div{background:var(--shade);padding:.625rem .875rem;border-radius:4px}
.cards dt{color:var(--soft);font-size:.875rem}
.cards dd{margin:0;font-size:1.25rem;font-weight:600;line-height:1.3;font-variant-numeric:tabular-nums}
.cards dd small{display:block;font-size:.875rem;font-weight:400;color:var(--soft)}
.unit{white-space:nowrap}
table{border-collapse:collapse;width:100%;font-size:.9375rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{padding:.3125rem .5rem .3125rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
th:last-child,td:last-child{padding-right:0}
thead th{border-bottom:1px solid var(--ink);font-size:.875rem}
tbody th{font-weight:400}
.facts tbody th{width:55%}
.reason,.remark{color:var(--soft);font-size:.875rem}
.remark{display:block;font-weight:400}
.groups{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:0 2rem}
.groups>*{min-width:0;margin-bottom:1.25rem}
.groups>.whole{grid-column:1/-1}
.whole .facts tbody th{width:30%;white-space:normal}
.whole table{min-width:34rem}
.wide-table{overflow-x:auto}
.wide-table table{min-width:46rem}
.wide-table tbody th{white-space:nowrap}
.methods{margin:.5rem 0;padding-left:1.25rem}
.caveats{padding:0;margin:.5rem 0;list-style:none}
.caveats li{border-left:4px solid var(--note);padding:.25rem .75rem;margin:.375rem 0;background:var(--shade)}
.caveats li.unfit{border-color:var(--unfit)}
.caveats li.caution{border-color:var(--caution)}
.weight{font-weight:700;color:var(--note)}
.unfit .weight,strong.unfit{color:var(--unfit)}
.caution .weight{color:var(--caution)}
.pictures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem;margin:1rem 0}
figure{margin:0;grid-column:1/-1;break-inside:avoid}
figure.half{grid-column:auto}
figure img{display:block;width:100%;height:auto;background:#000;border-radius:2px}
figcaption{font-size:.875rem;color:var(--soft);padding-top:.25rem}
figcaption b{color:var(--ink)}
.absent{padding:1rem;background:var(--shade);margin:0}
code{font:.8125rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
footer{color:var(--soft);font-size:.875rem;border-top:1px solid var(--rule);margin-top:2.5rem;padding-top:.75rem;padding-bottom:2rem}
@media (max-width:40rem){.wide-table th:first-child,.whole .facts tbody th:first-child{position:sticky;left:0;width:7rem;min-width:7rem;background:var(--paper);white-space:normal}.wide-table td{min-width:6.5rem}.whole table{min-width:27rem}h1{font-size:1.4375rem}figure.half{grid-column:1/-1}.cards{grid-template-columns:1fr 1fr}.cards dd{font-size:1.0625rem}}
@media print{
@page{margin:14mm 13mm}
table{font-size:8.25pt}
html{font-size:9pt}
main,header,footer{max-width:none;padding-left:0;padding-right:0}
header{padding-top:0}
nav{display:none}
h2,h3,caption{break-after:avoid}
.set{break-before:page}
.set>h2{margin-top:0}
.short,.caveats li,.cards>div{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.short,.cards,.caveats li,tr,figure,.facts{break-inside:avoid}
.cards{grid-template-columns:repeat(4,1fr)}
.groups{grid-template-columns:1fr 1fr}
thead{display:table-header-group}
.wide-table{overflow:visible}
.wide-table table{min-width:0}
.wide-table tbody th{white-space:normal}
figure.half{grid-column:auto}
figure img{max-height:225mm;width:auto;max-width:100%;-webkit-print-color-adjust:exact;print-color-adjust:exact}
a{color:inherit;text-decoration:none}
}
`.replaceAll('\n', '');
