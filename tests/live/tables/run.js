// Runs the calls of a program for ioredis, one after the other, and writes what became of each: `c7 <tab> outcome`.
//
// usage: PORT=7000 node run.js FOLDER; with the folder of the library in NODE_PATH
"use strict";
const fs = require("fs");
const path = require("path");

const PATIENCE_MS = 3000;
const folder = path.resolve(process.argv[2]);

function inTime(promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(new Error("no answer")), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The first error of a batch's results, which are pairs of error and value. */
function ofBatch(results) {
  if (results instanceof Error) return results.message;
  if (results === null) return "aborted";
  const failed = results.find(([error]) => error);
  return failed ? failed[0].message : "ok";
}

async function outcome(call, context) {
  try {
    const result = await inTime(Promise.resolve(call()));
    if (context === "client") return result instanceof Error ? result.message : "ok";
    return ofBatch(result);
  } catch (error) {
    // Why an EXEC was refused.
    if (error.previousErrors?.length) return error.previousErrors[0].message;
    return / is not a function$/.test(error.message) ? "no such method" : error.message;
  }
}

async function main() {
  const program = require(path.join(folder, "calls.js"));
  program.cluster.on("error", () => {});
  await inTime(new Promise((resolve) => program.cluster.once("ready", resolve)));
  for (const node of program.cluster.nodes("master")) await node.flushall();
  const lines = [];
  for (const line of fs.readFileSync(path.join(folder, "calls.tsv"), "utf8").trimEnd().split("\n")) {
    const [name, , context] = line.split("\t");
    const said = await outcome(program[name], context);
    lines.push(`${name}\t${said.replace(/\s+/g, " ")}\n`);
  }
  fs.writeFileSync(path.join(folder, "outcomes.tsv"), lines.join(""));
  process.exit(0);
}

main();
