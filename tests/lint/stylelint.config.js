// Style sheets: stylelint's recommended rules (mistakes), without the two that are about order or are meant here.
export default {
	extends: ['stylelint-config-recommended'],
	rules: {
		// The sheet goes from the whole to the part; specificity is kept low by hand.
		'no-descending-specificity': null,
		'declaration-no-important': true,
		'function-url-scheme-disallowed-list': ['http', 'https', '//'], // nothing from elsewhere
		'selector-max-id': 1, // WordPress's ids, one at a time
	},
};
