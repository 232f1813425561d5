// For each line that names a folder, prints a line with what BSI's validator says of the CSAF 2.0 documents in it:
// [[file, test, errors, warnings, remarks], …].
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as informative from '@secvisogram/csaf-validator-lib/informativeTests.js'
import * as mandatory from '@secvisogram/csaf-validator-lib/mandatoryTests.js'
import * as optional from '@secvisogram/csaf-validator-lib/optionalTests.js'
import { csaf_2_0_strict } from '@secvisogram/csaf-validator-lib/schemaTests.js'
import validate from '@secvisogram/csaf-validator-lib/validateStrict.js'

// These ask other servers whether links answer, and a dictionary for the spelling.
const elsewhere = ['informativeTest_6_3_6', 'informativeTest_6_3_7', 'informativeTest_6_3_8']
const all = [...Object.values(mandatory), ...Object.values(optional), ...Object.values(informative)]
const tests = [csaf_2_0_strict, ...all.filter((test) => !elsewhere.includes(test.name))]

for await (const folder of createInterface({ input: process.stdin })) {
  const said = []
  for (const file of readdirSync(folder)) {
    const result = await validate(tests, JSON.parse(readFileSync(join(folder, file), 'utf8')))
    for (const { name, isValid, errors, warnings, infos } of result.tests) {
      if (!isValid || errors.length || warnings.length || infos.length) said.push([file, name, errors, warnings, infos])
    }
  }
  console.log(JSON.stringify(said))
}
