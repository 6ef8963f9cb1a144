// Pages as a browser gets them, by html-validate's recommended rules, without those that are about looks or about
// what is meant here.
module.exports = {
	extends: ['html-validate:recommended'],
	rules: {
		'prefer-button': 'off', // <input type="submit" id="submit">: WordPress's markup, which themes style
		'long-title': 'off', // a title holds the article's, which is the newspaper's business
		'void-style': 'off',
		'no-trailing-whitespace': 'off',
		// The votes of a page, and the boxes of a list, share their names.
		'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'submit'] }],
		'require-sri': 'off', // our own style sheet, from our own server
	},
};
