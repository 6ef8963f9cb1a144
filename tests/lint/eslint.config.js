// Scripts of the site (www/*.js, for browsers) and of the tests (*.mjs, for node). ESLint's recommended rules, which are
// about mistakes and not about looks, and a few more of that kind.
import js from '@eslint/js';
import globals from 'globals';

export default [
	{ ignores: ['**/node_modules/**'] },
	js.configs.recommended,
	{
		rules: {
			eqeqeq: 'error',
			'no-var': 'error',
			'prefer-const': 'error',
			'no-eval': 'error',
			'no-implied-eval': 'error',
			'no-new-func': 'error',
			'array-callback-return': 'error',
			'no-promise-executor-return': 'off', // `new Promise((yes) => setTimeout(yes, ms))`
			'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
		},
	},
	// Pages of the browser are asked by functions that run there.
	{ files: ['**/*.mjs', '**/*.js'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
	{ files: ['**/*.mjs'], rules: { 'no-control-regex': 'off' } }, // tests look for them
	// What readers load: modules, and no way to write HTML from text.
	{
		files: ['**/www/**/*.js'],
		languageOptions: { globals: globals.browser },
		rules: {
			'no-restricted-properties': ['error',
				...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({ property,
					message: 'text becomes nodes by textContent; a fragment of ours by DOMParser' })),
				{ object: 'document', property: 'write' }],
			'no-console': 'error',
		},
	},
];
