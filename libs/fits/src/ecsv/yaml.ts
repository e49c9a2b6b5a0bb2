/** A value of the part of YAML that ECSV headers are written in. */
export type Yaml =
  null | boolean | number | bigint | string | readonly Yaml[] | { readonly [key: string]: Yaml };

/** True for a mapping. */
export function isYamlMap(value: Yaml | undefined): value is { readonly [key: string]: Yaml } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What a scalar without quotes means, as YAML 1.1 has it, which is what astropy reads and writes:
 * yes, no, on and off are logical values, 0x and a leading 0 start other bases.
 */
export function plainScalar(text: string): Yaml {
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return null;
  if (/^(?:true|yes|on)$/i.test(text)) return true;
  if (/^(?:false|no|off)$/i.test(text)) return false;
  if (/^[-+]?(?:0|[1-9][\d_]*)$/.test(text)) return integer(text.replaceAll('_', ''));
  if (/^0x[\da-f]+$/i.test(text)) return integer(text);
  if (/^0[0-7]+$/.test(text)) return integer(`0o${text.slice(1)}`);
  if (/^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) {
    return Number(text.replaceAll('_', ''));
  }
  if (/^[-+]?\.inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^\.nan$/i.test(text)) return NaN;
  return text;
}

function integer(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text.replace(/^\+/, ''));
}

/** A value on one line, mappings and sequences in braces and brackets. */
export function yamlText(value: Yaml): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return stringText(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (isYamlMap(value)) {
    const items = Object.entries(value).map(
      ([key, item]) => `${stringText(key)}: ${yamlText(item)}`,
    );
    return `{${items.join(', ')}}`;
  }
  return `[${value.map(yamlText).join(', ')}]`;
}

function stringText(text: string): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(text) && plainScalar(text) === text;
  // Double quotes of YAML know all escapes of JSON.
  return plain ? text : JSON.stringify(text);
}

// YAML 1.1 takes 1e-7 for a text: a float needs its point, an exponent its sign.
function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  if (!text.includes('e')) return text;
  const [mantissa, exponent] = text.split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent}`;
}
