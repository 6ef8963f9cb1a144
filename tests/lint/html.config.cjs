// Pages as a browser gets them, by html-validate's recommended rules, without those that are about looks or about
// what is meant here.
module.exports = {
	extends: ['html-validate:recommended'],
	rules: {
		'prefer-button': 'off', // <input type="submit" id="submit">: WordPress's markup, which themes style
		'long-title': 'off', // a title holds the article's, which is the newspaper's business
		'no-implicit-button-type': 'off', // a vote's button says no more than it must: there are 100 on a page
		'void-style': 'off',
		'no-trailing-whitespace': 'off',
		'no-implicit-button-type': 'off', // a vote's is the default, and would stand a hundred times in a page
		'form-dup-name': 'off', // of all those buttons only the one that is pressed is sent
		'require-sri': 'off', // our own style sheet, from our own server
	},
};
