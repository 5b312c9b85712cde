// Worker: for each puzzle, the first number n such that SHA-256 of « numero:rang:n » begins with so many zero bits
// (ppas/socle/regles/preuve.py). SubtleCrypto only answers asynchronously, which is slower for texts this short.
const K = new Uint32Array(64);
const DEPART = new Uint32Array(8);

// FIPS 180-4 §4.2.2 and §5.3.3: fractional parts of the cube and square roots of the first primes.
for (let nombre = 2, rang = 0; rang < 64; nombre++) {
  let diviseur = 2;
  while (diviseur * diviseur <= nombre && nombre % diviseur) diviseur++;
  if (diviseur * diviseur <= nombre) continue;
  if (rang < 8) DEPART[rang] = (Math.sqrt(nombre) % 1) * 2 ** 32;
  K[rang++] = (Math.cbrt(nombre) % 1) * 2 ** 32;
}

const mots = new Uint32Array(64);
const tourner = (mot, bits) => (mot >>> bits) | (mot << (32 - bits));

// Return the first 32 bits of the digest of `texte`, at most 55 ASCII characters: one block.
function debut(texte) {
  mots.fill(0, 0, 16);
  for (let i = 0; i < texte.length; i++) mots[i >> 2] |= texte.charCodeAt(i) << (24 - 8 * (i & 3));
  mots[texte.length >> 2] |= 0x80 << (24 - 8 * (texte.length & 3));
  mots[15] = 8 * texte.length;
  for (let i = 16; i < 64; i++) {
    const [a, b] = [mots[i - 15], mots[i - 2]];
    const petit = tourner(a, 7) ^ tourner(a, 18) ^ (a >>> 3);
    mots[i] = mots[i - 16] + petit + mots[i - 7] + (tourner(b, 17) ^ tourner(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = DEPART;
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (tourner(e, 6) ^ tourner(e, 11) ^ tourner(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + mots[i]) | 0;
    const t2 = ((tourner(a, 2) ^ tourner(a, 13) ^ tourner(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  return (DEPART[0] + a) >>> 0;
}

addEventListener("message", ({ data: { numero, epreuves, bits } }) => {
  const reponses = [];
  for (let rang = 0; rang < epreuves; rang++) {
    let n = 0;
    while (debut(`${numero}:${rang}:${n}`) >>> (32 - bits)) n++;
    reponses.push(n);
    postMessage(reponses);
  }
});
