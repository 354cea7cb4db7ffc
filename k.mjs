import katex from "/root/.cache/backprop-playground/npm/7affb87741eaa646/node_modules/katex/dist/katex.mjs";
import fs from "fs"; const l=JSON.parse(fs.readFileSync(0)); let bad=0;
for(const [f,i,x] of l){try{katex.renderToString(x,{strict:"error",throwOnError:true})}catch(e){bad++;console.log(f,i,x,e.message)}} console.log(l.length,"formulas",bad,"bad")