"""Where the numbers come from, one constant per publication.

A number read in the source itself carries the source alone; a number recalled from general
knowledge of the field says so, with how far it is to be trusted.
"""

ASE98 = "Hwang et al. (ASE) 1998, HQFP mold-shrinkage step model"
CHANG06 = "Chang et al. 2006, Anand's constants, in the compilation of Johnson 2012"
CHAN00 = "Chandran et al., ECTC 2000, OLGA package"
DOW19 = "Dow silicone film for wafer and die attach, SEMICON 2019, abstract"
DUT02 = "Dutta, Gopinath, Marshall, J. Electron. Mater. 31 (2002), underfill constraint"
FEUS00 = "Feustel, Wiese, Meusel, ECTC 2000, flip chip and viscoelastic underfill"
GLASS = "material table of an open through-glass-via project"
JOHN12 = "Johnson and Schneck 2012, stacked CSP with silicone"
LAU00 = "Lau, Chang, Lee 2000, via-in-pad CSP"
LAU03 = "Lau, Dauksher et al. (HDPUG), PBGA and CCGA creep"
LIU06 = "Liu, Lane, Shaw, Simonyi, Int. J. Solids Struct. 2006, delamination in patterned films"
OKADA84 = "Okada and Tokumaru 1984 (recalled, high confidence)"
POP97 = "Popelar, IEMT 1997, flip-chip fatigue parametrics"
REINIKAINEN05 = "Reinikainen and Ng 2005, Anand's constants, in the compilation of Johnson 2012"
SCHUBERT = "Schubert, in Syed, ECTC 2004"
SHARPE97 = "Sharpe et al. 1997, tensile tests of polysilicon"
SHARPE00 = "Sharpe et al. 2000, tensile tests of polysilicon"
SIMAT = "table of silicon's properties over temperature"
SYED04 = "Syed, ECTC 2004 (author-corrected constants)"
THOM02 = "Thompson, Groothuis et al., curing underfill"
WANG01 = "Wang, Cheng, Becker, Wilde, ASME J. Electron. Packag. 123 (2001) 247"
WIESE = "Wiese, in Syed, ECTC 2004"
YU04 = "Yu and Spaepen, J. Appl. Phys. 2004, abstract"
ZAHN00 = "Zahn 2000, silicon-based multi-chip module"
ZAHN02 = "Zahn 2002, stacked-die CSP"
ZAHNVIA = "Zahn, tape CSP via configurations"
ZHANG = "Zhang, in Syed, ECTC 2004"

RECALLED_HIGH = "recalled handbook values (high confidence)"
RECALLED_MEDIUM = "recalled handbook values (medium confidence)"
RECALLED_LOW = "recalled values (low confidence)"

MIDDLE = "The middle of the range given; its ends are alternatives."
