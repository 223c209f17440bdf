import js from '@eslint/js'
import tseslint from 'typescript-eslint'

/** The rings of src/README.md: which folders a folder of src may not import from. */
const rings = {
  core: ['flows', 'world', 'shells', 'commands', 'sandbox'],
  shells: ['flows', 'world', 'commands', 'sandbox'],
  world: ['flows', 'shells', 'commands', 'sandbox'],
  sandbox: ['flows', 'world', 'shells', 'commands'],
  flows: ['commands', 'sandbox'],
}

/** Core is values in, values out: no effect may enter through a built-in module either. */
const effects = [
  'fs',
  'fs/promises',
  'http',
  'https',
  'net',
  'child_process',
  'os',
  'process',
  'tty',
  'dns',
  'tls',
]

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['scripts/**/*.js', '*.js', 'test/**/*.{js,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  ...Object.entries(rings).map(([ring, forbidden]) => ({
    files: [`src/${ring}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: forbidden.map((name) => ({
            group: [`**/${name}/**`],
            message: `src/${ring} must not import from src/${name} (src/README.md, rings).`,
          })),
          paths: ring === 'core' ? effects.flatMap((name) => [name, `node:${name}`]) : [],
        },
      ],
      ...(ring === 'core' ? { 'no-restricted-globals': ['error', 'process', 'fetch'] } : {}),
    },
  })),
)
