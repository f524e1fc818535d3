// Judges glTF files with the Khronos validator: node validate.mjs [--codes | --errors] FILE...
// Prints one JSON line a file: {"file", "errors", "warnings", "messages": [...]}, with --codes the names of all that it
// found instead, with --errors those of the errors alone: {"file", "codes": [...]}. Exits 1 when any has errors.
import fs from 'node:fs';
import path from 'node:path';
import validator from 'gltf-validator';

let bad = false;
const words = process.argv.slice(2);
const all = ['--codes', '--errors'].includes(words[0]) && words.shift();
const least = all === '--errors' ? 0 : 3;
for (const file of words) {
  const beside = uri => fs.promises.readFile(path.join(path.dirname(file), decodeURIComponent(uri)));
  const report = await validator.validateBytes(new Uint8Array(fs.readFileSync(file)), {
    uri: path.basename(file),
    maxIssues: all ? 1000 : 100,
    externalResourceFunction: async uri => new Uint8Array(await beside(uri)),
  }).catch(error => ({issues: {numErrors: 1, numWarnings: 0, messages: [{code: 'UNREADABLE', message: `${error}`, severity: 0}]}}));
  const {numErrors: errors, numWarnings: warnings, messages} = report.issues;
  bad ||= errors > 0;
  if (all) {
    console.log(JSON.stringify({file, codes: [...new Set(messages.filter(m => m.severity <= least).map(m => m.code))]}));
    continue;
  }
  const worst = messages.filter(m => m.severity < 2).slice(0, 40).map(m => `${m.code} ${m.pointer ?? m.offset ?? ''}: ${m.message}`);
  console.log(JSON.stringify({file, errors, warnings, messages: worst}));
}
process.exit(bad ? 1 : 0);
