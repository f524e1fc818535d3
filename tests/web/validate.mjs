// Judges glTF files with the Khronos validator: node validate.mjs FILE...
// Prints one JSON line a file: {"file", "errors", "warnings", "messages": [...]}; exits 1 when any has errors.
import fs from 'node:fs';
import path from 'node:path';
import validator from 'gltf-validator';

let bad = false;
for (const file of process.argv.slice(2)) {
  const beside = uri => fs.promises.readFile(path.join(path.dirname(file), decodeURIComponent(uri)));
  const report = await validator.validateBytes(new Uint8Array(fs.readFileSync(file)), {
    uri: path.basename(file),
    maxIssues: 100,
    externalResourceFunction: async uri => new Uint8Array(await beside(uri)),
  });
  const {numErrors: errors, numWarnings: warnings, messages} = report.issues;
  bad ||= errors > 0;
  const worst = messages.filter(m => m.severity < 2).slice(0, 40).map(m => `${m.code} ${m.pointer ?? m.offset ?? ''}: ${m.message}`);
  console.log(JSON.stringify({file, errors, warnings, messages: worst}));
}
process.exit(bad ? 1 : 0);
