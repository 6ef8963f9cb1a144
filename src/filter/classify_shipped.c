/* The shipped model, as the assembler takes it in. `make model` makes the file. */
#include "filter/classify.h"

#define SHIPPED "src/filter/base.model" /* the Makefile knows it, too */

__asm__(".section .rodata\n"
	".balign 8\n"
	"classify_shipped_begin: .incbin \"" SHIPPED "\"\n"
	"classify_shipped_end: .byte 0\n"
	".previous\n");

extern const char classify_shipped_begin[], classify_shipped_end[];

struct str
model_shipped(void)
{
	return (struct str){classify_shipped_begin,
			    (size_t)(classify_shipped_end - classify_shipped_begin)};
}
