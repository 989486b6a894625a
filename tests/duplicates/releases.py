"""Made-up press releases and what other sites made of them: the labelled pairs behind the threshold.

A copy keeps the release and changes what editors change. A near miss is other news that looks alike: the same
event in other words, the next day's bulletin of one form, a follow-up that quotes the first.
"""

RELEASES = {
    "drainase": """Wali Kota meninjau pengerjaan saluran air di Kelurahan Margahayu pada Senin pagi. Ia memastikan saluran sepanjang 640 meter itu selesai sebelum musim hujan. "Warga di sini sudah empat kali kebanjiran, jadi tidak ada alasan untuk menunda," katanya. Pekerjaan dibiayai dari anggaran perubahan sebesar Rp2,1 miliar dan dikerjakan bersama warga secara bergiliran. Lurah setempat menambahkan bahwa lumpur hasil kerukan langsung diangkut pada malam hari agar tidak mengganggu lalu lintas. Setelah saluran rampung, pemerintah kota akan memasang empat pintu air dan dua pompa di hilir kali. Warga diminta tidak membuang sampah ke saluran yang baru dibangun itu.""",
    "imunisasi": """Dinas Kesehatan membuka pekan imunisasi tambahan bagi anak berusia di bawah lima tahun mulai hari ini. Sebanyak 214 pos disiapkan di seluruh kecamatan, termasuk di pasar dan terminal. Kepala dinas menjelaskan bahwa cakupan tahun lalu baru mencapai 81 persen, sehingga masih ada belasan ribu anak yang belum terlindungi dari campak dan rubela. Orang tua cukup membawa buku kesehatan anak, dan seluruh layanan diberikan tanpa biaya. Petugas juga akan mendatangi rumah warga yang tidak sempat hadir. Vaksin disimpan dalam lemari pendingin bertenaga surya di wilayah yang listriknya sering padam.""",
    "pasar": """Pemerintah kabupaten memulai pembangunan kembali Pasar Rejowinangun yang terbakar dua tahun silam. Bangunan baru berlantai dua itu menampung 1.130 kios dan lapak, lengkap dengan alat pemadam di setiap lorong. Bupati mengatakan pedagang lama mendapat tempat lebih dahulu melalui undian terbuka di hadapan notaris. Selama pembangunan, pedagang tetap berjualan di lapangan timur dengan retribusi yang dibebaskan. Kontraktor diberi waktu 300 hari dan wajib mempekerjakan sedikitnya separuh tenaga dari desa sekitar. Pengawasan dilakukan bersama kejaksaan agar mutu bangunan sesuai dengan kontrak yang disepakati.""",
    "sampah": """Gubernur mencanangkan gerakan memilah sampah dari rumah di halaman kantor provinsi. Setiap kelurahan akan memperoleh satu gerobak motor dan pelatihan membuat kompos bagi kader lingkungan. Menurut perhitungan dinas lingkungan hidup, pemilahan dapat mengurangi beban tempat pembuangan akhir hingga 35 persen dalam dua tahun. Hasil penjualan plastik dan kertas masuk ke tabungan warga yang dikelola bank sampah. Gubernur berjanji memberi penghargaan kepada sepuluh kelurahan yang paling banyak mengurangi timbulan sampah. Sekolah dasar juga diajak menyediakan tiga tempat sampah berwarna di setiap kelas mulai semester depan.""",
    "jembatan": """Jembatan gantung yang menghubungkan Desa Sukamaju dengan Desa Mekarsari akhirnya dapat dilalui. Selama tiga belas tahun anak sekolah menyeberangi sungai dengan rakit bambu yang ditarik tali. Jembatan sepanjang 92 meter itu dibangun dengan dana desa dan bantuan provinsi. Camat mengingatkan agar jembatan hanya dilalui pejalan kaki dan sepeda motor satu per satu. Kepala desa menuturkan hasil panen cabai dan kopi kini sampai ke pasar dalam setengah jam, padahal dahulu harus memutar hampir tiga jam. Perawatan tali baja dilakukan setiap enam bulan oleh regu yang sudah dilatih.""",
    "umkm": """Sebanyak 120 pelaku usaha kecil mengikuti pelatihan pemasaran digital di gedung serbaguna. Mereka belajar memotret produk, menulis keterangan, dan menghitung ongkos kirim. Kepala Dinas Koperasi menyebut pelatihan ini angkatan ketujuh dan pesertanya dipilih dari usaha yang telah memiliki nomor induk. Selesai pelatihan, peserta didampingi selama tiga bulan oleh mahasiswa dari dua perguruan tinggi. Salah seorang peserta, pembuat keripik pisang, mengaku pesanannya naik dua kali lipat sejak berjualan daring. Pemerintah kota juga menanggung biaya sertifikat halal untuk lima puluh usaha pertama yang mendaftar.""",
    "harga": """Harga kebutuhan pokok di Pasar Induk pada Selasa terpantau stabil. Beras medium dijual Rp12.500 per kilogram, gula pasir Rp16.000, minyak goreng Rp17.500, dan telur ayam Rp27.000. Cabai rawit merah turun menjadi Rp41.000 per kilogram, bawang merah Rp33.000, dan bawang putih Rp38.000. Daging sapi bertahan pada Rp130.000 dan ayam ras Rp36.000. Dinas Perdagangan mencatat pasokan dari petani lancar dan stok di gudang cukup untuk dua puluh hari. Warga diimbau berbelanja secukupnya dan melaporkan bila menemukan penimbunan.""",
    "perpustakaan": """Perpustakaan keliling menyinggahi enam desa di lereng gunung setiap pekan. Mobil berisi dua ribu buku itu dilengkapi layar kecil untuk mendongeng. Pustakawan bercerita bahwa anak paling senang meminjam buku tentang hewan dan luar angkasa, sedangkan ibu mencari resep dan cara bertanam. Tahun ini jumlah peminjam mencapai 9.400 orang, naik seperlima dari tahun sebelumnya. Dinas Arsip dan Perpustakaan menambah satu mobil lagi untuk wilayah pesisir. Buku boleh dipinjam dua minggu dan dititipkan di balai desa bila mobil belum datang kembali.""",
}

COPIES = {
    # release: what other sites made of it, as (old, new) pairs
    "drainase": [
        [("Wali Kota meninjau", "KOTA, InfoPublik - Wali Kota meninjau")],
        [("Senin pagi", "Senin (4/11/2019) pagi"), ("katanya", "ujar Wali Kota"), ("Warga diminta tidak membuang sampah ke saluran yang baru dibangun itu.", "")],
        [("Wali Kota meninjau pengerjaan saluran air", "Pengerjaan saluran air ditinjau Wali Kota"), ("Ia memastikan", "Dia memastikan"), ("langsung diangkut pada malam hari", "diangkut malam hari")],
    ],
    "imunisasi": [
        [("mulai hari ini", "mulai Selasa (6/8)"), ("Kepala dinas menjelaskan", "Kadinkes menjelaskan")],
        [("Vaksin disimpan dalam lemari pendingin bertenaga surya di wilayah yang listriknya sering padam.", "(humas)")],
        [("Dinas Kesehatan", "Dinkes"), ("Sebanyak 214 pos", "Ada 214 pos"), ("Petugas juga akan mendatangi rumah warga yang tidak sempat hadir.", "Petugas pun mendatangi rumah warga yang berhalangan hadir. Jadwal lengkap tersedia di puskesmas.")],
    ],
    "pasar": [
        [("Pemerintah kabupaten memulai", "MAGELANG – Pemkab memulai")],
        [("Kontraktor diberi waktu 300 hari dan wajib mempekerjakan sedikitnya separuh tenaga dari desa sekitar. ", ""), ("Selama pembangunan, pedagang tetap berjualan di lapangan timur dengan retribusi yang dibebaskan. ", ""), ("Pengawasan dilakukan bersama kejaksaan agar mutu bangunan sesuai dengan kontrak yang disepakati.", "")],
        [("Bupati mengatakan", '"Bupati mengatakan'), ("yang disepakati.", "yang disepakati. Acara dihadiri forum pimpinan daerah, camat, dan paguyuban pedagang.")],
    ],
    "sampah": [
        [("Gubernur mencanangkan", "Pak Gubernur, Rabu, mencanangkan"), ("halaman kantor provinsi", "halaman Gedung Sate")],
        [("Hasil penjualan plastik dan kertas masuk ke tabungan warga yang dikelola bank sampah. ", ""), ("mulai semester depan", "pada semester depan")],
        [("Gubernur mencanangkan gerakan", "Gerakan"), ("di halaman kantor provinsi", "dicanangkan Gubernur"), ("akan memperoleh satu gerobak motor", "mendapat gerobak motor"), ("Menurut perhitungan dinas lingkungan hidup, pemilahan dapat", "Dinas LH menghitung pemilahan bisa"), ("Gubernur berjanji memberi penghargaan kepada", "Penghargaan dijanjikan bagi"), ("juga diajak menyediakan", "diajak punya")],
    ],
    "jembatan": [
        [("akhirnya dapat dilalui", "kini dapat dilalui"), ("tiga belas tahun", "13 tahun"), ("92 meter", "92 m")],
        [(". ", ".\n\n")],
    ],
    "umkm": [
        [("Sebanyak 120 pelaku usaha kecil", "120 pelaku UMKM"), ("gedung serbaguna", "Gedung Serbaguna, Kamis (7/3)")],
        [("Salah seorang peserta, pembuat keripik pisang, mengaku pesanannya naik dua kali lipat sejak berjualan daring. ", ""), ("Kepala Dinas Koperasi menyebut", "Kadis Koperasi menyebut")],
    ],
    "harga": [[("pada Selasa terpantau stabil", "pada hari Selasa terpantau stabil")]],
    "perpustakaan": [
        [("Perpustakaan keliling menyinggahi", "Mobil perpustakaan keliling menyinggahi"), ("setiap pekan", "saban pekan")],
        [("Buku boleh dipinjam dua minggu dan dititipkan di balai desa bila mobil belum datang kembali.", ""), ("Tahun ini jumlah", "Jumlah")],
    ],
}  # fmt: skip

NEAR_MISSES = {
    # release: other news that looks alike
    "drainase": [
        """Pengerukan kali di hilir Margahayu dimulai Kamis. Wali Kota menyebut pekan lalu saluran sepanjang 640 meter hampir selesai. "Warga di sini sudah empat kali kebanjiran, jadi tidak ada alasan untuk menunda," katanya waktu itu. Kini giliran dua alat berat mengeruk endapan sedalam satu meter. Pengerukan berlangsung tiga pekan dan melibatkan balai besar wilayah sungai. Endapan dibuang ke lahan milik pemerintah kota di Sumur Batu.""",
        """Saluran baru di Margahayu ditargetkan rampung sebelum hujan turun. Dalam kunjungan Senin, kepala daerah berbincang dengan warga yang rumahnya kerap terendam. Proyek Rp2,1 miliar tersebut memakai dana perubahan anggaran. Di hilir nantinya terpasang pompa serta pintu air. Seorang ibu rumah tangga berharap tak perlu lagi mengangkat kasur saban Januari.""",
    ],
    "imunisasi": [
        """Dinas Kesehatan membuka pekan vitamin A bagi anak berusia di bawah lima tahun mulai besok. Sebanyak 198 posyandu disiapkan di seluruh kecamatan. Kepala dinas menjelaskan bahwa kapsul merah diberikan kepada anak di atas satu tahun, sedangkan kapsul biru untuk bayi. Orang tua cukup membawa buku kesehatan anak, dan seluruh layanan diberikan tanpa biaya. Petugas mencatat berat dan tinggi badan sekaligus untuk memantau gizi.""",
    ],
    "harga": [
        """Harga kebutuhan pokok di Pasar Induk pada Rabu terpantau stabil. Beras medium dijual Rp12.500 per kilogram, gula pasir Rp16.000, minyak goreng Rp17.500, dan telur ayam Rp27.500. Cabai rawit merah turun menjadi Rp40.000 per kilogram, bawang merah Rp33.000, dan bawang putih Rp38.000. Daging sapi bertahan pada Rp130.000 dan ayam ras Rp36.000. Dinas Perdagangan mencatat pasokan dari petani lancar dan stok di gudang cukup untuk dua puluh hari. Warga diimbau berbelanja secukupnya dan melaporkan bila menemukan penimbunan.""",
        """Harga kebutuhan pokok di Pasar Induk pada Rabu terpantau naik. Beras medium dijual Rp12.700 per kilogram, gula pasir Rp16.500, minyak goreng Rp18.000, dan telur ayam Rp28.500. Cabai rawit merah naik menjadi Rp55.000 per kilogram, bawang merah Rp35.500, dan bawang putih Rp39.000. Daging sapi bertahan pada Rp132.000 dan ayam ras Rp37.500. Dinas Perdagangan mencatat pasokan dari petani lancar dan stok di gudang cukup untuk delapan belas hari. Warga diimbau berbelanja secukupnya dan melaporkan bila menemukan penimbunan.""",
        """Harga kebutuhan pokok di Pasar Baru pada Jumat terpantau stabil. Beras medium dijual Rp12.400 per kilogram, gula pasir Rp15.800, minyak goreng Rp17.000, dan telur ayam Rp26.500. Cabai rawit merah turun menjadi Rp38.000 per kilogram, bawang merah Rp31.000, dan bawang putih Rp37.000. Daging sapi bertahan pada Rp129.000 dan ayam ras Rp35.000. Dinas Perdagangan mencatat pasokan dari luar daerah lancar. Warga diimbau berbelanja secukupnya.""",
    ],
    "umkm": [
        """Sebanyak 85 pelaku usaha kecil mengikuti pelatihan pembukuan sederhana di aula kecamatan. Mereka belajar mencatat kas, menghitung laba, dan mengajukan kredit usaha rakyat. Kepala Dinas Koperasi menyebut pelatihan ini angkatan kedelapan dan pesertanya dipilih dari usaha yang telah memiliki nomor induk. Selesai pelatihan, peserta didampingi oleh petugas bank daerah. Modul dapat diunduh dari laman dinas.""",
    ],
    "jembatan": [
        """Jembatan gantung yang menghubungkan Desa Cibodas dengan Desa Mekarwangi ditutup sementara. Dua tali penahan berkarat sehingga papan lantai miring ke kiri. Camat meminta warga memutar melalui jalan kabupaten sampai perbaikan selesai dalam sepuluh hari. Biaya perbaikan diambil dari dana tak terduga. Kepala desa menyiapkan rakit dengan pelampung bagi anak sekolah.""",
    ],
    "sampah": [
        """Gubernur menyerahkan penghargaan kepada sepuluh kelurahan yang paling banyak mengurangi timbulan sampah. Juara pertama mengolah tujuh ton sampah dapur menjadi kompos setiap bulan. Setiap kelurahan pemenang memperoleh satu gerobak motor. Gerakan memilah sampah dari rumah dicanangkan setahun lalu di halaman kantor provinsi. Dinas lingkungan hidup mencatat beban tempat pembuangan akhir berkurang 19 persen.""",
    ],
}


def copies() -> list[tuple[str, str]]:
    """Return (release, copy) pairs."""
    pairs = []
    for name, variants in COPIES.items():
        for edits in variants:
            text = RELEASES[name]
            for old, new in edits:
                assert old in text, (name, old)
                text = text.replace(old, new)
            pairs.append((RELEASES[name], text))
    return pairs


def near_misses() -> list[tuple[str, str]]:
    """Return (release, other news) pairs, and all pairs of different releases."""
    alike = [(RELEASES[name], other) for name, others in NEAR_MISSES.items() for other in others]
    names = sorted(RELEASES)
    return alike + [(RELEASES[a], RELEASES[b]) for i, a in enumerate(names) for b in names[i + 1 :]]
