import{n as e}from"./interrupted-Cu-zAsof.js";import{E as t,k as n}from"./check-prices-kBgLh489.js";import{readFile as r}from"node:fs/promises";import{join as i}from"node:path";const a=[`policy.schema.json`,`suite.schema.json`];async function o({folder:e},{command:t},n){if(t!==`noisefloor`)return{folder:`node_modules/noisefloor/schema`,files:[]};let o=e===``?`evals/schema`:`${e}/evals/schema`,s=a.map(async e=>({path:`${o}/${e}`,text:await r(i(n,`schema`,e),`utf8`),what:`for editors`}));return{folder:o,files:await Promise.all(s)}}const s=`OWNER/noisefloor@<full commit SHA>`,c=`27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5`;function l({branch:e,policyFile:t,variables:n}){let r="noisefloor-${{ github.event.pull_request.number }}-",i=`${r}\${{ github.run_id }}-\${{ github.run_attempt }}`;return`# The eval gate: https://github.com/OWNER/noisefloor/blob/main/docs/github-action.md
name: evals
on:
  pull_request:
    branches: [${JSON.stringify(e)}]
    types: [opened, synchronize, reopened, labeled, edited]
permissions: {}
concurrency:
  group: evals-\${{ github.event.pull_request.number }}
  cancel-in-progress: true
jobs:
  evals:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions: { contents: read, pull-requests: write, checks: write }
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with: { fetch-depth: 2, persist-credentials: false }
      # What a cancelled or failed run has paid for is not paid for again.
      - uses: actions/cache/restore@${c}
        with:
          path: \${{ runner.temp }}/noisefloor
          key: ${i}
          restore-keys: ${r}
      # Replace OWNER and the SHA by those of the release that you use.
      - uses: ${s}
${u(t)}${d(n)}      - uses: actions/cache/save@${c}
        if: always()
        with:
          path: \${{ runner.temp }}/noisefloor
          key: ${i}
`}function u(e){return e===`noisefloor.yaml`?``:`        with: { config: ${JSON.stringify(e)} }\n`}function d(e){return e.length===0?``:`        env:\n${e.map(e=>`          ${e}: \${{ secrets.${e} }}\n`).join(``)}`}const f=/^\.github\/workflows\/[^/]+\.ya?ml$/,p=/^(?:[\w.-]+\/noisefloor(?:\/[\w./-]+)?@|\.\/(?:[\w.-]+\/)*noisefloor\/?$)/,m=/^\.\//,h=/\bnoisefloor\s+check\b/;async function g({paths:e,tree:t}){let n=e.includes(`action.yml`)?await v(t,`action.yml`):``,r=/^name:\s*noisefloor\s*$/m.test(n)?m:p,i=({uses:e,run:t})=>r.test(e??``)||h.test(t??``),a=[];for(let n of e.filter(e=>f.test(e))){let e=await v(t,n),o=[...e.matchAll(/\buses:\s*["']?([^\s"'#]+)/g)].map(([,e])=>e);(h.test(e)||o.some(e=>r.test(e)))&&a.push({path:n,isGate:i,..._(e,n)})}return a}function _(n,r){try{return{source:t(n,r)}}catch(t){if(t instanceof e)return{};throw t}}async function v(t,r){try{return await n(t,r)??``}catch(t){if(t instanceof e)return``;throw t}}export{o as a,a as i,s as n,l as r,g as t};